import { useTranslation } from 'react-i18next'

/** A channel in the reader's words; one nobody named is shown as it is. */
export function useChannelName(): (name: string) => string {
  const { i18n } = useTranslation()
  return (name) => {
    const key = `insight.segments.channels.${name}`
    return i18n.exists(key) ? i18n.t(key as 'insight.segments.channels.email') : name
  }
}
