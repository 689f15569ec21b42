import type { Customer } from '../../customer/index.ts'
import type { RecipientsOf } from '../../interaction/index.ts'

/** Addresses and the names letters begin with, decrypted for the moment of sending and kept nowhere. */
export function recipientsOf(customer: Pick<Customer, 'persons'>): RecipientsOf {
  return async (workspace, personKeys, addressType) => {
    const [addresses, greetings] = await Promise.all([
      customer.persons.addresses(workspace, personKeys, addressType),
      customer.persons.greetings(workspace, personKeys),
    ])
    return new Map(
      [...addresses].map(([key, address]) => [key, { ...address, name: greetings.get(key) ?? null }]),
    )
  }
}
