import './progress.css'

/** `value` is 0–1; without it the end is not known. `label` says what is under way. */
export const Progress = (props: { label: string; value?: number; tone?: 'accent' | 'fail' }) => {
  const share = () => Math.min(1, Math.max(0, props.value ?? 0))
  return (
    <div
      class="progress"
      classList={{
        'progress-open': props.value === undefined,
        'progress-fail': props.tone === 'fail',
      }}
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={props.value === undefined ? undefined : Math.round(share() * 100)}
    >
      <div class="progress-bar" style={{ '--share': share() }} />
    </div>
  )
}
