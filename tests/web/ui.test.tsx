import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library'
import { createSignal } from 'solid-js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { backoff } from '../../web/api/notices.ts'
import { Problem } from '../../web/api/problem.ts'
import { destinationOf, isFocusPage } from '../../web/shell/destinations.ts'
import { Button } from '../../web/ui/Button.tsx'
import { createDraft, forgetDrafts } from '../../web/ui/draft.ts'
import { createForm } from '../../web/ui/form.ts'
import { Loaded } from '../../web/ui/Loaded.tsx'
import { Markdown } from '../../web/ui/Markdown.tsx'
import { themeOf } from '../../web/ui/theme-control.ts'

beforeEach(() => localStorage.clear())
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

describe('a draft', () => {
  test('outlives the page until it is sent', () => {
    createDraft('note:1')[1]('half a thought')
    const [text, , sent] = createDraft('note:1')
    expect(text()).toBe('half a thought')
    sent()
    expect(createDraft('note:1')[0]()).toBe('')
  })

  test('belongs to one thing', () => {
    createDraft('note:1')[1]('about one')
    expect(createDraft('note:2')[0]()).toBe('')
  })

  test('is forgotten on signing out, the theme is not', () => {
    localStorage.setItem('hatchery:theme', 'light')
    createDraft('note:1')[1]('private')
    forgetDrafts()
    expect(createDraft('note:1')[0]()).toBe('')
    expect(localStorage.getItem('hatchery:theme')).toBe('light')
  })

  test('works for as long as the page lives when storage is blocked', () => {
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('blocked', 'SecurityError')
    })
    const [text, write] = createDraft('note:1')
    write('still here')
    expect(text()).toBe('still here')
  })
})

describe('a form', () => {
  test('keeps its fields together', () => {
    createForm('invite', { handle: '', role: 'apprentice' }).set({ handle: 'ada' })
    expect(createForm('invite', { handle: '', role: 'apprentice' }).values()).toEqual({
      handle: 'ada',
      role: 'apprentice',
    })
  })

  test('begins anew over a draft that it can not read', () => {
    localStorage.setItem('hatchery:draft:invite', '{broken')
    expect(createForm('invite', { handle: '' }).values()).toEqual({ handle: '' })
  })
})

// What DOMPurify takes out is seen in a real browser: it does not work on happy-dom.
describe('Markdown', () => {
  const html = (source: string) => render(() => <Markdown source={source} />).container.innerHTML

  test('draws what was written', () => {
    expect(html('a **bold** `word`')).toContain('<strong>bold</strong> <code>word</code>')
  })

  test('shows HTML as it was typed', () => {
    expect(html('<b onclick="steal()">x</b>')).toContain('&lt;b onclick="steal()"&gt;x&lt;/b&gt;')
    expect(html('<script>steal()</script>')).not.toContain('<script')
  })

  test('opens links beside the page', () => {
    const link = render(() => (
      <Markdown source="[docs](https://example.test/)" />
    )).container.querySelector('a')
    expect(link?.target).toBe('_blank')
    expect(link?.rel).toBe('noreferrer')
  })
})

describe('Loaded', () => {
  type State = { isPending: boolean; isError: boolean; error: unknown; data: string | undefined }
  const show = (state: State) => {
    const refetch = vi.fn()
    render(() => <Loaded query={{ ...state, refetch }}>{data => <p>{data()}</p>}</Loaded>)
    return refetch
  }
  const failed = new Problem({ title: 'No', status: 500, detail: 'The disk is full.', code: 'x' })

  test('shows a skeleton that says that it loads', () => {
    show({ isPending: true, isError: false, error: null, data: undefined })
    expect(screen.getByRole('status').textContent).toContain('Loading')
  })

  test('says what went wrong and tries again on request', () => {
    const refetch = show({ isPending: false, isError: true, error: failed, data: undefined })
    expect(screen.getByRole('alert').textContent).toContain('The disk is full.')
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(refetch).toHaveBeenCalledOnce()
  })

  test('keeps what was loaded while a later try fails', () => {
    show({ isPending: false, isError: true, error: failed, data: 'the list' })
    expect(screen.getByText('the list')).toBeTruthy()
  })
})

test('a busy button takes no presses and keeps its words', () => {
  const press = vi.fn()
  const [busy, setBusy] = createSignal(false)
  render(() => (
    <Button busy={busy()} onClick={press}>
      Send
    </Button>
  ))
  fireEvent.click(screen.getByRole('button', { name: 'Send' }))
  setBusy(true)
  fireEvent.click(screen.getByRole('button', { name: 'Send' }))
  expect(press).toHaveBeenCalledOnce()
})

test('the theme follows the system only when that is the choice', () => {
  expect(themeOf('system', true)).toBe('light')
  expect(themeOf('system', false)).toBe('dark')
  expect(themeOf('dark', true)).toBe('dark')
})

test.each([
  ['/', '/'],
  ['/path/ada', '/'],
  ['/labs/a1', '/exercises'],
  ['/recordings/r1', '/recordings'],
  ['/incubation', '/incubation'],
])('%s belongs to %s in the rail', (path, destination) => {
  expect(destinationOf(path)).toBe(destination)
})

test('a lab and a recording get the whole window, their lists do not', () => {
  expect(isFocusPage('/labs/a1')).toBe(true)
  expect(isFocusPage('/recordings/r1')).toBe(true)
  expect(isFocusPage('/recordings')).toBe(false)
  expect(isFocusPage('/incubation/i1')).toBe(false)
})

test('waits longer after each failure, up to ten seconds, never not at all', () => {
  expect(backoff(0, () => 0)).toBe(250)
  expect(backoff(0, () => 1)).toBe(500)
  expect(backoff(20, () => 1)).toBe(10_000)
})
