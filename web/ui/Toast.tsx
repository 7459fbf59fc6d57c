import { Toast as K, toaster } from '@kobalte/core/toast'
import CircleCheck from 'lucide-solid/icons/circle-check'
import Info from 'lucide-solid/icons/info'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import X from 'lucide-solid/icons/x'
import { Show } from 'solid-js'
import { Portal } from 'solid-js/web'
import { problemOf } from '../api/client.ts'
import { Icon } from './Icon.tsx'
import './toast.css'

type ToastTone = 'done' | 'info' | 'error'

const ICONS = { done: CircleCheck, info: Info, error: TriangleAlert }

/** A passing word in the corner. Errors stay until they are closed; they must be readable. */
export const showToast = (tone: ToastTone, title: string, detail?: string): void => {
  toaster.show(props => (
    <K
      toastId={props.toastId}
      class={`toast toast-${tone}`}
      persistent={tone === 'error'}
      priority={tone === 'error' ? 'high' : 'low'}
    >
      <Icon of={ICONS[tone]} />
      <div class="toast-words">
        <K.Title class="toast-title">{title}</K.Title>
        <Show when={detail}>
          <K.Description class="toast-detail">{detail}</K.Description>
        </Show>
      </div>
      <K.CloseButton class="btn btn-quiet btn-sm btn-icon" aria-label="Close">
        <Icon of={X} size={14} />
      </K.CloseButton>
    </K>
  ))
}

/** Says what the server said of a failed request. For `onError`. */
export const showProblem = (thrown: unknown): void => {
  const problem = problemOf(thrown)
  showToast('error', problem.title, problem.detail)
}

/** Where toasts appear; once, in the app's root. */
export const Toaster = () => (
  <Portal>
    <K.Region duration={5000} limit={4}>
      <K.List class="toasts" />
    </K.Region>
  </Portal>
)
