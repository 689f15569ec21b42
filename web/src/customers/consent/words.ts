import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { Answer } from '../../api/types.ts'
import { useLocal } from '../../ui/use-format.ts'

export type ConsentPolicy = Answer<'/api/workspaces/{workspace}/consent-policy', 'get'>
export type ConsentCell = Answer<
  '/api/workspaces/{workspace}/customers/{id}/consents',
  'get'
>['cells'][number]

/** A yes of a file that did not say when. */
export function isUnknownTime(instant: string): boolean {
  return Date.parse(instant) === 0
}

/** Purposes and channels of the workspace, and their names. */
export function useConsentPolicy() {
  return useRead('/consent-policy', {}, { staleTime: 60_000 })
}

export function useConsentWords(policy: ConsentPolicy | undefined) {
  const { t, i18n } = useTranslation()
  const local = useLocal()
  const named = (group: 'proofs' | 'actors', code: string) => {
    const key = `consent.${group}.${code}`
    return i18n.exists(key) ? i18n.t(key as 'consent.title') : code
  }
  return {
    purpose: (id: string) => local(policy?.purposes.find((one) => one.id === id)?.label) || id,
    channel: (id: string) =>
      id === '*' ? t('consent.all') : local(policy?.channels.find((one) => one.id === id)?.label) || id,
    proof: (kind: string) => named('proofs', kind),
    actor: (name: string) => named('actors', name),
  }
}
