import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../../web/styles/tokens.css', import.meta.url), 'utf8')

type Colour = { r: number; g: number; b: number; a: number }

/** The custom properties of one block of tokens.css that are hex colours. */
const coloursOf = (selector: string): Record<string, Colour> => {
  const start = css.indexOf(selector)
  const block = css.slice(start, css.indexOf('}', start))
  const found = [...block.matchAll(/--([\w-]+):\s*#([\da-f]{6})([\da-f]{2})?;/g)]
  return Object.fromEntries(
    found.map(([, name = '', rgb = '', alpha = 'ff']) => {
      const [r = 0, g = 0, b = 0] = rgb.match(/../g)?.map(pair => Number.parseInt(pair, 16)) ?? []
      return [name, { r, g, b, a: Number.parseInt(alpha, 16) / 255 }]
    }),
  )
}

const over = (top: Colour, below: Colour): Colour => {
  const mix = (a: number, b: number) => a * top.a + b * (1 - top.a)
  return { r: mix(top.r, below.r), g: mix(top.g, below.g), b: mix(top.b, below.b), a: 1 }
}

/** Relative luminance, WCAG 2.2. */
const luminance = ({ r, g, b }: Colour): number => {
  const linear = (channel: number) => {
    const c = channel / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

const contrast = (one: Colour, other: Colour): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const dark = coloursOf(':root')
const themes = { dark, light: { ...dark, ...coloursOf('[data-theme="light"]') } }
const SURFACES = ['surface-0', 'surface-1', 'surface-2', 'surface-3']
const CARDS = ['surface-0', 'surface-1', 'surface-2']

describe.each(Object.entries(themes))('the %s theme', (_name, colours) => {
  const of = (name: string): Colour => {
    const colour = colours[name]
    if (!colour) throw new Error(`tokens.css has no colour --${name}`)
    return colour
  }
  const ratio = (text: string, ...grounds: string[]) => {
    const ground = grounds.map(of).reduceRight((below, top) => over(top, below))
    return contrast(of(text), ground)
  }

  test.each(['text-1', 'text-2', 'text-3'])('%s can be read on every surface', text => {
    for (const surface of SURFACES) expect(ratio(text, surface), surface).toBeGreaterThan(4.5)
  })

  test.each(['pass', 'fail', 'info', 'wait', 'accent'])('%s can be read as text', text => {
    for (const surface of CARDS) expect(ratio(text, surface), surface).toBeGreaterThan(4.5)
  })

  test.each(['pass', 'fail', 'info', 'accent'])('%s can be read on its own soft ground', text => {
    for (const surface of ['surface-0', 'surface-1']) {
      expect(ratio(text, `${text}-soft`, surface), surface).toBeGreaterThan(4.5)
    }
  })

  test('the primary button can be read, pointed at or not', () => {
    expect(ratio('accent-ink', 'accent')).toBeGreaterThan(4.5)
    expect(ratio('accent-ink', 'accent-hover')).toBeGreaterThan(4.5)
  })

  test('the edge of a field can be seen', () => {
    for (const surface of CARDS) expect(ratio('line-control', surface), surface).toBeGreaterThan(3)
  })
})
