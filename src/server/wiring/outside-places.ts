import type { OldMails, OutsidePlace, Subject } from '../../customer/index.ts'
import type { MailCatcher } from '../../interaction/index.ts'

/** What people were sent lies in the mail catcher too, where there is one. */
export function outsidePlaces(catcher: () => MailCatcher | null): OutsidePlace[] {
  const isTo = ({ identifiers }: Subject) => {
    const addresses = identifiers.flatMap(({ kind, normalised }) => (kind === 'email' ? [normalised] : []))
    return ({ to }: { to: string }) => addresses.some((address) => to.toLowerCase().includes(address))
  }
  return [
    {
      name: 'mail_catcher',
      count: async (_, subject) => catcher()?.store.entries().filter(isTo(subject)).length ?? 0,
      remove: async (_, subject) => {
        catcher()?.store.remove(isTo(subject))
      },
    },
  ]
}

/** Messages of a workspace in the mail catcher, by their age. */
export function oldMails(catcher: () => MailCatcher | null): OldMails {
  const isOld =
    (workspaceId: number, before: Date) =>
    (mail: { workspaceId: number | null; receivedAt: string }): boolean =>
      mail.workspaceId === workspaceId && new Date(mail.receivedAt) < before
  return {
    count: (workspace, before) => {
      const old = catcher()?.store.entries().filter(isOld(workspace.id, before)) ?? []
      return { rows: old.length, oldest: old[0] ? new Date(old[0].receivedAt) : null }
    },
    remove: (workspace, before) => {
      catcher()?.store.remove(isOld(workspace.id, before))
    },
  }
}
