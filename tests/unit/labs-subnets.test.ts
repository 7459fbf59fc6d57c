import { describe, expect, test } from 'vitest'
import { freeSubnet } from '../../server/labs/subnets.ts'

const BLOCK = { base: '10.213.0.0', prefix: 24 }

describe('the subnet of a lab', () => {
  test('is the first free one from where the search begins, around the block', () => {
    expect(freeSubnet(BLOCK, [], 0)).toBe('10.213.0.0/28')
    expect(freeSubnet(BLOCK, [], 17)).toBe('10.213.0.16/28')
    expect(freeSubnet(BLOCK, ['10.213.0.240/28'], 15)).toBe('10.213.0.0/28')
  })

  test('overlaps nothing, smaller or larger than itself', () => {
    expect(freeSubnet(BLOCK, ['10.213.0.4/30'], 0)).toBe('10.213.0.16/28')
    expect(freeSubnet(BLOCK, ['10.213.0.0/25'], 3)).toBe('10.213.0.128/28')
    expect(freeSubnet(BLOCK, ['10.0.0.0/8'], 0)).toBeNull()
  })

  test('is none when all are taken', () => {
    const taken = Array.from({ length: 16 }, (_, n) => `10.213.0.${n * 16}/28`)
    expect(freeSubnet(BLOCK, taken, 5)).toBeNull()
    expect(freeSubnet(BLOCK, taken.slice(1), 5)).toBe('10.213.0.0/28')
  })

  test('takes no notice of what is not IPv4', () => {
    expect(freeSubnet(BLOCK, ['fd00::/64', ''], 0)).toBe('10.213.0.0/28')
  })
})
