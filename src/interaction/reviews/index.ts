/** What people wrote elsewhere: reviews and posts, by file. */
export type { ReviewDeps } from './deps.ts'
export { reviewRoutes } from './routes.ts'
