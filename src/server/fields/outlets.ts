import { customers } from './outlets/customers.ts'
import { data } from './outlets/data.ts'
import { desk } from './outlets/desk.ts'
import type { Outlet } from './outlets/outlet.ts'
import { requests } from './outlets/requests.ts'
import { told } from './outlets/told.ts'

export type { Outlet } from './outlets/outlet.ts'

/** Every endpoint that tells something of single customers; a test holds it against the whole contract. */
export const outlets: Readonly<Record<string, Outlet>> = {
  ...customers,
  ...told,
  ...data,
  ...requests,
  ...desk,
}
