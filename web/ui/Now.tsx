import {
  type Accessor,
  createContext,
  createSignal,
  onCleanup,
  type ParentProps,
  useContext,
} from 'solid-js'

const NowContext = createContext<Accessor<number>>(() => Date.now())

/** One clock for the whole page: every relative time and countdown ticks together, once a second. */
export const NowProvider = (props: ParentProps) => {
  const [now, setNow] = createSignal(Date.now())
  const timer = setInterval(() => setNow(Date.now()), 1000)
  onCleanup(() => clearInterval(timer))
  return <NowContext.Provider value={now}>{props.children}</NowContext.Provider>
}

/** Epoch milliseconds, renewed every second. */
export const useNow = (): Accessor<number> => useContext(NowContext)
