import { type Customer, findPeople } from '../../customer/index.ts'
import type { InteractionDeps } from '../../interaction/index.ts'

/** Whoever writes to us: found among customers, or made one. */
export function senders(customer: Customer): Pick<InteractionDeps, 'findPeople' | 'prospects'> {
  return {
    findPeople: (workspace, text, see) => findPeople({ ...customer.deps, ...customer }, workspace, text, see),
    prospects: {
      make: (workspace, actor, { name, source, email = '', phone = '' }) =>
        customer.prospects.make(workspace, actor, {
          ...{ name, source, email, phone, owner: actor.kind === 'user' ? actor.id : null },
          ...{ next: null, note: '', recommendedBy: null },
        }),
      unmake: (workspace, actor, id) => customer.prospects.unmake(workspace, actor, id),
    },
  }
}
