import { Index } from 'solid-js'

const WORDS = ['', 'gentle', 'easy', 'middling', 'hard', 'expert']

/** 1–5 as bars and as a word. */
export const Difficulty = (props: { level: number }) => (
  <span class="difficulty">
    <span class="difficulty-bars" aria-hidden="true">
      <Index each={[1, 2, 3, 4, 5]}>
        {bar => <i classList={{ 'difficulty-on': bar() <= props.level }} />}
      </Index>
    </span>
    {WORDS[props.level] ?? ''}
    <span class="sr-only">: difficulty {props.level} of 5</span>
  </span>
)
