import { SkeletonRows } from '../ui/Skeleton.tsx'

/** In the place of a page whose code is on its way. */
export const PageWait = () => (
  <div class="shell-page-wait">
    <SkeletonRows rows={5} />
  </div>
)
