import { type Route, route } from '../../kit/api.ts'
import { listAutomatedDecisions } from './api.ts'
import { automatedDecisions } from './decisions/index.ts'

export function automatedRoutes(): Route[] {
  return [
    route(listAutomatedDecisions, async () => ({
      items: automatedDecisions.map(({ places: _, proofs: __, ...shown }) => shown),
    })),
  ]
}
