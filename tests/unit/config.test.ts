import { describe, expect, it } from 'vitest'
import { readConfig } from '../../server/config.ts'

const faultOf = (env: Record<string, string>) => {
  const result = readConfig(env)
  return result.ok ? null : result.error.detail
}

describe('the environment', () => {
  it('has working defaults, on this machine alone', () => {
    const result = readConfig({})
    expect(result.ok && result.value).toMatchObject({
      port: 8080,
      bind: '127.0.0.1',
      origin: 'http://localhost:8080',
      originIsSet: false,
      subnets: { base: '10.213.0.0', prefix: 16 },
      maxLabs: null,
    })
  })

  it('listens on every address once a public origin is set', () => {
    const result = readConfig({ HATCHERY_ORIGIN: 'https://h.example.org/' })
    expect(result.ok && result.value).toMatchObject({
      bind: '0.0.0.0',
      origin: 'https://h.example.org',
    })
  })

  it.each(['80a', '0', '-1', '65536', '1.5'])('refuses PORT=%s and says what is wanted', port => {
    expect(faultOf({ PORT: port })).toMatch(/^PORT is ".+": give a whole number from 1 to 65535\.$/)
  })

  it.each([
    'h.example.org',
    'ftp://h.example.org',
    'https://h.example.org/sub',
    'https://u@h.example.org',
  ])('refuses HATCHERY_ORIGIN=%s', origin => {
    expect(faultOf({ HATCHERY_ORIGIN: origin })).toContain('HATCHERY_ORIGIN')
  })

  it.each(['8.8.8.0/24', '10.0.0.0', '10.0.0.0/30', '10.0.0.300/16', 'x/16'])(
    'refuses HATCHERY_SUBNETS=%s',
    block => {
      expect(faultOf({ HATCHERY_SUBNETS: block })).toContain('HATCHERY_SUBNETS')
    },
  )

  it('names every fault at once', () => {
    const fault = faultOf({ PORT: 'x', HATCHERY_ORIGIN: 'y', HATCHERY_MAX_LABS: 'z' })
    expect(fault).toContain('PORT')
    expect(fault).toContain('HATCHERY_ORIGIN')
    expect(fault).toContain('HATCHERY_MAX_LABS')
  })
})
