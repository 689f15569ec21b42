import { useTranslation } from 'react-i18next'

/** The name of a kind of identifier; one without a name is shown as it is. */
export function useKindName(): (kind: string) => string {
  const { i18n } = useTranslation()
  return (kind) => {
    const key = `customers.kindsOfId.${kind}`
    return i18n.exists(key) ? i18n.t(key as 'customers.kindsOfId.email') : kind
  }
}
