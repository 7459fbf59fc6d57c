import FileQuestion from 'lucide-solid/icons/file-question-mark'
import type { RecordingView } from '../../../server/recordings/view.ts'
import { LinkButton } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Page } from '../../ui/Page.tsx'
import { EventList } from './EventList.tsx'
import { StateChips } from './StateChips.tsx'

/** A recording that has nothing to play: says why, and shows what is known. */
export const EmptyReplay = (props: { recording: RecordingView; title: string; text: string }) => (
  <Page
    title={`${props.recording.member.handle} · ${props.recording.title}`}
    crumbs={[{ label: 'Recordings', href: '/recordings' }]}
    width="md"
    meta={<StateChips recording={props.recording} />}
  >
    <EmptyState
      icon={FileQuestion}
      title={props.title}
      actions={<LinkButton href="/recordings">All recordings</LinkButton>}
    >
      {props.text}
    </EmptyState>
    <EventList events={props.recording.events} position={null} />
  </Page>
)
