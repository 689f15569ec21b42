export { Demo, type DemoPlan } from './demo.ts'
export type { DemoDeps } from './deps.ts'
export type { DemoOptions } from './install.ts'
export { demoRoutes } from './routes.ts'
