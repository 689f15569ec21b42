import type { OldMails, OutsidePlace, Subject } from '../../customer/index.ts'
import type { MailCatcher, SmsCatcher } from '../../interaction/index.ts'

type Store = MailCatcher['store']
type Entry = ReturnType<Store['entries']>[number]

/** Where what people were sent lies too, beside the stores. */
interface Catchers {
  catcher(): MailCatcher | null
  smsCatcher(): SmsCatcher | null
}

/** What people were sent, and answered there, lies in the catchers. */
export function outsidePlaces({ catcher, smsCatcher }: Catchers): OutsidePlace[] {
  return [
    placeOf('mail_catcher', () => catcher()?.store, 'email'),
    placeOf('sms_catcher', () => smsCatcher()?.store, 'phone'),
  ]
}

function placeOf(name: string, storeNow: () => Store | undefined, kind: string): OutsidePlace {
  const names = ({ identifiers }: Subject) => {
    const addresses = identifiers.flatMap((each) => (each.kind === kind ? [each.normalised] : []))
    return ({ from, to }: Entry) =>
      addresses.some((address) => to.toLowerCase().includes(address) || from === address)
  }
  return {
    name,
    count: async (_, subject) => storeNow()?.entries().filter(names(subject)).length ?? 0,
    remove: async (_, subject) => {
      storeNow()?.remove(names(subject))
    },
  }
}

/** Messages of a workspace in the catchers, by their age. */
export function oldMails({ catcher, smsCatcher }: Catchers): OldMails {
  const stores = () => [catcher()?.store, smsCatcher()?.store].filter((store) => store !== undefined)
  const isOld =
    (workspaceId: number, before: Date) =>
    (entry: Entry): boolean =>
      entry.workspaceId === workspaceId && new Date(entry.receivedAt) < before
  return {
    count: (workspace, before) => {
      const old = stores().flatMap((store) => store.entries().filter(isOld(workspace.id, before)))
      const oldest = old.map(({ receivedAt }) => receivedAt).sort()[0]
      return { rows: old.length, oldest: oldest ? new Date(oldest) : null }
    },
    remove: (workspace, before) => {
      for (const store of stores()) store.remove(isOld(workspace.id, before))
    },
  }
}
