import { Route, Router } from '@solidjs/router'
import { QueryClientProvider } from '@tanstack/solid-query'
import { createQueryClient } from './api/queries.ts'
import { PageWait } from './shell/PageWait.tsx'
import { Shell } from './shell/Shell.tsx'
import { lazyComponent } from './ui/lazy.tsx'
import { NowProvider } from './ui/Now.tsx'
import { ThemeProvider } from './ui/Theme.tsx'
import { Toaster } from './ui/Toast.tsx'

/** A page whose code comes when it is first visited, or when its link is pointed at. */
const page = <Name extends string>(
  load: () => Promise<Record<Name, Parameters<typeof Route>[0]['component'] & {}>>,
  name: Name,
) => lazyComponent(async () => (await load())[name], PageWait)

const Enter = page(() => import('./pages/enter/Enter.tsx'), 'Enter')
const Start = page(() => import('./pages/start/Start.tsx'), 'Start')
const Path = page(() => import('./pages/path/Path.tsx'), 'Path')
const Exercises = page(() => import('./pages/exercises/Exercises.tsx'), 'Exercises')
const Workspace = page(() => import('./pages/workspace/Workspace.tsx'), 'Workspace')
const Recordings = page(() => import('./pages/recordings-list/Recordings.tsx'), 'Recordings')
const Replay = page(() => import('./pages/replay/Replay.tsx'), 'Replay')
const Incubations = page(() => import('./pages/incubation/Incubations.tsx'), 'Incubations')
const Incubation = page(() => import('./pages/incubation/Incubation.tsx'), 'Incubation')
const Members = page(() => import('./pages/members/Members.tsx'), 'Members')
const NotFound = page(() => import('./pages/not-found/NotFound.tsx'), 'NotFound')

export const App = () => {
  // Made here: in the JSX it would be made anew at every look at the property.
  const client = createQueryClient()
  return (
    <QueryClientProvider client={client}>
      <NowProvider>
        <ThemeProvider>
          <Router>
            <Route path="/enter" component={Enter} />
            <Route component={Shell}>
              <Route path="/" component={Path} />
              <Route path="/path/:memberId" component={Path} />
              <Route path="/start" component={Start} />
              <Route path="/exercises" component={Exercises} />
              <Route path="/labs/:attemptId" component={Workspace} />
              <Route path="/recordings" component={Recordings} />
              <Route path="/recordings/:id" component={Replay} />
              <Route path="/incubation" component={Incubations} />
              <Route path="/incubation/:id" component={Incubation} />
              <Route path="/members" component={Members} />
              <Route path="*" component={NotFound} />
            </Route>
          </Router>
          <Toaster />
        </ThemeProvider>
      </NowProvider>
    </QueryClientProvider>
  )
}
