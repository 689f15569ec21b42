import type { OutsidePlace, Subject } from '../../customer/index.ts'
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
