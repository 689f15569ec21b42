import { type Route, route } from '../../kit/api.ts'
import { getTimeLapse, startTimeLapse, stopTimeLapse } from './api.ts'
import type { Demo } from './demo.ts'
import { worldErrors } from './world-process.ts'

export function demoRoutes(demo: Demo): Route[] {
  return [
    route(getTimeLapse, async ({ workspace }) => demo.stateFor(workspace)),
    route(startTimeLapse, async ({ workspace }, { body }) => {
      if (workspace.kind !== 'demo') throw worldErrors.notDemo({ workspace: workspace.name })
      await demo.start(workspace, { ...body, stride: 1 })
      return demo.stateFor(workspace)
    }),
    route(stopTimeLapse, async ({ workspace }) => {
      if (workspace.kind !== 'demo') throw worldErrors.notDemo({ workspace: workspace.name })
      demo.stop(workspace)
      return demo.stateFor(workspace)
    }),
  ]
}
