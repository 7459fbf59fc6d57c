import { afterEach, describe, expect, it } from 'vitest'
import { mayTakeFocus } from '../../web/terminal/focus.ts'

afterEach(() => {
  document.body.innerHTML = ''
})

const holder = (html: string): Element | null => {
  document.body.innerHTML = html
  return document.querySelector('#holder')
}

describe('a terminal that appears', () => {
  it.each([
    ['nothing', ''],
    ['the page', '<main id="holder" tabindex="-1"></main>'],
    ['a tab', '<button id="holder" role="tab">ada@www01</button>'],
    ['another terminal', '<textarea id="holder" class="xterm-helper-textarea"></textarea>'],
  ])('takes the keyboard from %s', (_what, html) => {
    expect(mayTakeFocus(holder(html))).toBe(true)
  })

  it.each([
    ['a note being written', '<textarea id="holder"></textarea>'],
    ['a search', '<input id="holder" type="search">'],
    ['a question', '<div role="dialog"><button id="holder">Not yet</button></div>'],
  ])('leaves it to %s', (_what, html) => {
    expect(mayTakeFocus(holder(html))).toBe(false)
  })
})
