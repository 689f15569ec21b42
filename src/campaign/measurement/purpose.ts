import { barrierTo, factsSubject, type LeftOut, requireAllowed } from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'

/** What people bought after they were written to, and what they did with the message. */
const subjects = [factsSubject('orders'), factsSubject('touches')]
type Deps = Pick<CampaignDeps, 'ledger' | 'warehouse'>

/** A report is analysis. @throws privacy.purposeLimited where what it is made of may not serve it */
export function requireReportable(deps: Deps, workspace: Workspace): Promise<void> {
  return requireAllowed(deps, workspace.id, subjects, 'analysis')
}

/** The limits that stand against it; none where it may be made. */
export async function reportBarrier(deps: Deps, workspace: Workspace): Promise<LeftOut[]> {
  return (await barrierTo(deps, workspace.id, 'analysis'))?.against(subjects) ?? []
}
