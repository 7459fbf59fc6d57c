import Compass from 'lucide-solid/icons/compass'
import { LinkButton } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Page } from '../../ui/Page.tsx'

export const NotFound = () => (
  <Page title="No such page">
    <EmptyState
      icon={Compass}
      title="There is no page here"
      actions={
        <LinkButton href="/" variant="primary">
          To your path
        </LinkButton>
      }
    >
      The address may be mistyped, or the page has moved. Your work is not affected.
    </EmptyState>
  </Page>
)
