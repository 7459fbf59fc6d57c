export type ImageState = 'waiting' | 'building' | 'ready' | 'failed'

export type ImageView = {
  /** `base`, `probe` or a role. */
  name: string
  state: ImageState
  /** The stage being worked on, in words. */
  stage: string
  /** 0–1, by the usual share of each stage. */
  progress: number
  /** Milliseconds since its build began, or that it took. */
  ms: number
  /** Why it failed, and what to do. */
  error: string | null
}

export type StatusView = {
  status: 'ok' | 'degraded'
  version: string
  engine: { kind: string | null; version: string | null; ok: boolean; detail: string }
  images: { ready: number; total: number; list: ImageView[] }
}
