import { createMemoryHistory, MemoryRouter, Route } from '@solidjs/router'
import { cleanup, render, screen } from '@solidjs/testing-library'
import { QueryClientProvider } from '@tanstack/solid-query'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { PathView, SessionView } from '../../server/people/view.ts'
import { keys } from '../../web/api/keys.ts'
import { createQueryClient } from '../../web/api/queries.ts'
import { Path } from '../../web/pages/path/Path.tsx'
import { SessionProvider } from '../../web/shell/Session.tsx'

const owner: SessionView = {
  member: { id: 'me', handle: 'grace', name: 'Grace', role: 'owner' },
  can: ['path:read'],
}

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('a page that shows one thing by its id', () => {
  test('keeps things apart when only the id in the address changes', async () => {
    vi.stubGlobal('fetch', async (url: string | URL) => {
      const name = String(url).includes('/ada/') ? 'Ada' : 'Marie'
      return Response.json({ member: { id: name, name, role: 'apprentice' }, steps: [] })
    })
    const client = createQueryClient()
    const history = createMemoryHistory()
    history.set({ value: '/path/ada' })
    render(() => (
      <QueryClientProvider client={client}>
        <MemoryRouter history={history}>
          <Route
            path="/path/:memberId"
            component={() => (
              <SessionProvider session={() => owner}>
                <Path />
              </SessionProvider>
            )}
          />
        </MemoryRouter>
      </QueryClientProvider>
    ))
    await screen.findByRole('heading', { name: 'Ada’s path' })
    history.set({ value: '/path/marie' })
    await screen.findByRole('heading', { name: 'Marie’s path' })
    const cached = (id: string) => client.getQueryData<PathView>(keys.path(id))?.member.name
    expect([cached('ada'), cached('marie')]).toEqual(['Ada', 'Marie'])
    history.set({ value: '/path/ada' })
    await screen.findByRole('heading', { name: 'Ada’s path' })
  })
})
