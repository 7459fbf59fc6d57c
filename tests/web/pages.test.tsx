import { MemoryRouter, Route } from '@solidjs/router'
import { cleanup, fireEvent, render, screen, waitFor } from '@solidjs/testing-library'
import { QueryClientProvider } from '@tanstack/solid-query'
import type { Component, JSX } from 'solid-js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SessionView } from '../../server/people/view.ts'
import { createQueryClient } from '../../web/api/queries.ts'
import { Enter } from '../../web/pages/enter/Enter.tsx'
import { Members } from '../../web/pages/members/Members.tsx'
import { Palette } from '../../web/shell/Palette.tsx'
import { SessionProvider } from '../../web/shell/Session.tsx'
import { ThemeProvider } from '../../web/ui/Theme.tsx'

const owner: SessionView = {
  member: { id: 'me', handle: 'grace', name: 'Grace Hopper', role: 'owner' },
  can: ['path:read', 'exercise:read', 'recording:read', 'member:list', 'member:manage'],
}

const ada = {
  id: 'ada',
  handle: 'ada',
  name: 'Ada Lovelace',
  role: 'apprentice',
  createdAt: 0,
  lastSeenAt: null,
  pendingLink: null,
}

type Answer = { status?: number; body: unknown }

/** A server of canned answers by `METHOD /path`; what it was sent is kept. */
const serve = (answers: Record<string, Answer>) => {
  const sent: { key: string; body: unknown }[] = []
  vi.stubGlobal('fetch', async (url: string | URL, init?: RequestInit) => {
    const path = String(url).replace(/^\/api/, '')
    const key = `${init?.method ?? 'GET'} ${path}`
    sent.push({ key, body: typeof init?.body === 'string' ? JSON.parse(init.body) : null })
    const answer = answers[key] ?? { status: 404, body: { detail: `no answer for ${key}` } }
    return Response.json(answer.body, { status: answer.status ?? 200 })
  })
  return sent
}

const draw = (routes: JSX.Element) =>
  render(() => (
    <QueryClientProvider client={createQueryClient()}>
      <ThemeProvider>
        <MemoryRouter>{routes}</MemoryRouter>
      </ThemeProvider>
    </QueryClientProvider>
  ))

const drawPage = (Page: Component) =>
  draw(
    <Route
      path="*"
      component={() => (
        <SessionProvider session={() => owner}>
          <Page />
        </SessionProvider>
      )}
    />,
  )

beforeEach(() => localStorage.clear())
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  history.replaceState(null, '', '/')
})

describe('signing in by a link', () => {
  const drawEnter = () =>
    draw(
      <>
        <Route path="/" component={Enter} />
        <Route path="/start" component={() => <p>Getting ready</p>} />
      </>,
    )

  test('uses the token and takes it out of the address', async () => {
    const sent = serve({
      'POST /session': { body: owner },
      'GET /status': {
        body: { engine: { ok: true }, images: { ready: 0, total: 3, list: [] } },
      },
      'GET /members': { body: [ada] },
    })
    history.replaceState(null, '', '/enter#secret')
    drawEnter()
    expect(location.hash).toBe('')
    await screen.findByText('Getting ready')
    expect(sent[0]).toEqual({ key: 'POST /session', body: { token: 'secret' } })
  })

  test('a used link says so and what to do', async () => {
    serve({ 'POST /session': { status: 401, body: { detail: 'This link was used already.' } } })
    history.replaceState(null, '', '/enter#used')
    drawEnter()
    await screen.findByText('This link no longer works')
    expect(screen.getByRole('alert').textContent).toBe('This link was used already.')
  })

  test('a server that is away leaves the link for another try', async () => {
    serve({ 'POST /session': { status: 503, body: { title: 'Starting', detail: 'Wait.' } } })
    history.replaceState(null, '', '/enter#good')
    drawEnter()
    await screen.findByText('Your link is not used up.')
    serve({ 'POST /session': { body: owner }, 'GET /status': { status: 500, body: null } })
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.queryByText('Starting')).toBeNull())
  })

  test('without a token it says how to get in', () => {
    drawEnter()
    expect(screen.getByText('Sign in to Hatchery')).toBeTruthy()
  })
})

describe('inviting', () => {
  const open = async () => {
    drawPage(Members)
    await screen.findByText('Ada Lovelace')
    fireEvent.click(screen.getByRole('button', { name: 'Invite' }))
    return (await screen.findByLabelText('Login')) as HTMLInputElement
  }

  test('shows the link once it is made', async () => {
    const sent = serve({
      'GET /members': { body: [ada] },
      'POST /members': {
        status: 201,
        body: {
          member: { ...ada, id: 'm', name: 'marie' },
          link: { url: 'https://h/enter#T', expiresAt: Date.now() },
        },
      },
    })
    const login = await open()
    fireEvent.input(login, { target: { value: 'marie' } })
    fireEvent.click(screen.getByRole('button', { name: 'Make the link' }))
    const field = (await screen.findByLabelText('Sign-in link')) as HTMLInputElement
    expect(field.value).toBe('https://h/enter#T')
    expect(sent.find(({ key }) => key === 'POST /members')?.body).toEqual({
      handle: 'marie',
      role: 'apprentice',
    })
  })

  test('keeps what was typed when the server refuses, and says why', async () => {
    serve({
      'GET /members': { body: [ada] },
      'POST /members': { status: 409, body: { detail: 'ada is taken.' } },
    })
    const login = await open()
    fireEvent.input(login, { target: { value: 'ada' } })
    fireEvent.click(screen.getByRole('button', { name: 'Make the link' }))
    await screen.findByText('ada is taken.')
    expect(login.value).toBe('ada')
  })

  test('does not send a login that can not be one', async () => {
    const sent = serve({ 'GET /members': { body: [ada] } })
    const login = await open()
    fireEvent.input(login, { target: { value: 'Ada L' } })
    fireEvent.click(screen.getByRole('button', { name: 'Make the link' }))
    await screen.findByText(/lower-case letters/)
    expect(sent.some(({ key }) => key === 'POST /members')).toBe(false)
  })
})

describe('the palette', () => {
  const drawPalette = () => {
    serve({
      'GET /exercises': { body: [] },
      'GET /recordings': { body: [] },
      'GET /members': { body: [ada] },
    })
    const onClose = vi.fn()
    draw(
      <>
        <Route
          path="/"
          component={() => (
            <SessionProvider session={() => owner}>
              <Palette onClose={onClose} />
            </SessionProvider>
          )}
        />
        <Route path="/members" component={() => <p>the members page</p>} />
      </>,
    )
    return onClose
  }
  const chosen = () =>
    screen.getAllByRole('option').find(option => option.getAttribute('aria-selected') === 'true')

  test('goes by letters and Enter', async () => {
    const onClose = drawPalette()
    const input = screen.getByRole('combobox')
    fireEvent.input(input, { target: { value: 'memb' } })
    expect(chosen()?.textContent).toContain('Members')
    fireEvent.keyDown(input, { key: 'Enter' })
    await screen.findByText('the members page')
    expect(onClose).toHaveBeenCalledOnce()
  })

  test('the arrows go round', () => {
    drawPalette()
    const input = screen.getByRole('combobox')
    fireEvent.keyDown(input, { key: 'ArrowDown' })
    expect(chosen()?.textContent).toContain('Exercises')
    fireEvent.keyDown(input, { key: 'ArrowUp' })
    fireEvent.keyDown(input, { key: 'ArrowUp' })
    expect(chosen()?.textContent).toContain('Sign out')
  })

  test('offers only pages that the role has', () => {
    drawPalette()
    const words = screen.getAllByRole('option').map(option => option.textContent)
    expect(words).toContain('Recordings')
    expect(words).not.toContain('Incubation')
  })
})
