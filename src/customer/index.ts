export { customerRow } from './profiles/api.ts'
