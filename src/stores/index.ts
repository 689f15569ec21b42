/** Both stores as the rest of the program gets them. */
export { openMasterKey } from './master-key.ts'
export { type OpenOptions, type OpenStores, openStores, type Stores } from './open.ts'
