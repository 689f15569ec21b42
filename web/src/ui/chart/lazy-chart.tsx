import { type ComponentProps, lazy, Suspense } from 'react'
import { Loading } from '../states.tsx'

const Drawn = lazy(() => import('./chart.tsx').then((module) => ({ default: module.Chart })))

/** The chart, with the drawing engine fetched only when the first one is shown. */
export function Chart(props: ComponentProps<typeof Drawn>) {
  return (
    <Suspense fallback={<Loading height={(props.height ?? 280) + 32} />}>
      <Drawn {...props} />
    </Suspense>
  )
}
