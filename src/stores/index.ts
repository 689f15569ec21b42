/** Both stores as the rest of the program gets them. */

export { diagnose, type Finding } from './doctor/index.ts'
export { openMasterKey } from './master-key.ts'
export { type OpenOptions, type OpenStores, openStores, type Stores } from './open.ts'
