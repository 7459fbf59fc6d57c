import { createMemoryHistory, MemoryRouter, Route } from '@solidjs/router'
import { cleanup, render, screen } from '@solidjs/testing-library'
import { QueryClientProvider } from '@tanstack/solid-query'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { RecordingView } from '../../server/recordings/view.ts'
import { createQueryClient } from '../../web/api/queries.ts'
import { Replay } from '../../web/pages/replay/Replay.tsx'

const recording: RecordingView = {
  id: 'r',
  title: 'A page is gone',
  kind: 'exercise',
  member: { id: 'a', handle: 'ada', name: 'Ada' },
  state: 'complete',
  startedAt: 0,
  endedAt: 1000,
  durationMs: 1000,
  terminals: 1,
  outcome: 'solved',
  reviews: 0,
  verification: null,
  terminalList: [{ n: 1, host: 'www01', login: 'ada', startedAt: 0, endedAt: null, bytes: 0 }],
  events: [],
  checks: [],
}

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('a replay', () => {
  test('takes no review while it is not known what was reviewed before', async () => {
    const sent: string[] = []
    vi.stubGlobal('fetch', async (url: string | URL, init?: RequestInit) => {
      sent.push(init?.method ?? 'GET')
      return String(url).endsWith('/reviews')
        ? Response.json({ detail: 'The reviews are away.' }, { status: 500 })
        : Response.json(recording)
    })
    const history = createMemoryHistory()
    history.set({ value: '/recordings/r' })
    render(() => (
      <QueryClientProvider client={createQueryClient()}>
        <MemoryRouter history={history}>
          <Route path="/recordings/:id" component={Replay} />
        </MemoryRouter>
      </QueryClientProvider>
    ))
    await screen.findByText('The reviews are away.')
    expect(screen.queryByText('Submit review')).toBeNull()
    expect(sent).not.toContain('PUT')
  })
})
