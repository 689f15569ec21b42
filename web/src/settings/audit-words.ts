import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/use-format.ts'

/** Every action the product writes down today. Rows with another one show it as it is. */
export const auditedActions: readonly string[] = [
  'campaign.launch',
  'campaign.stop',
  'campaign.list',
  'campaign.delete',
  'campaign.restore',
  'offer.delete',
  'offer.restore',
  'creative.delete',
  'creative.restore',
  'do_not_send.add',
  'do_not_send.remove',
  'customer_date.add',
  'customer_date.change',
  'customer_date.remove',
  'customer_date.family_add',
  'customer_date.family_change',
  'customer_date.family_remove',
  'customer_date.kinds',
  'customer_need.add',
  'customer_need.change',
  'customer_need.remove',
  'customer_need.topics',
  'knowledge.settings',
  'customer.unmask',
  'customer.value_rules',
  'fields.permissions',
  'keys.rotate',
  'keys.master',
  'identity.merge',
  'identity.keep_apart',
  'identity.undo_merge',
  'identity.find',
  'identity.compare',
  'identity.rules',
  'identity.block',
  'identity.unblock',
  'consent.record',
  'consent.policy',
  'consent.text',
  'privacy.receive',
  'privacy.approve',
  'privacy.refuse',
  'privacy.cancel',
  'privacy.download',
  'privacy.corrected',
  'privacy.undo',
  'privacy.hand_over',
  'privacy.erased',
  'privacy.erased_again',
  'privacy.settings',
  'privacy.purposes',
  'import.change_rejected',
  'import.replace_rejected',
  'import.drop_rejected',
  'import.take_back_rejected',
  'import.repair',
  'processing.texts',
  'processing.assessment',
  'processing.record_export',
  'processing.assessment_export',
  'privacy.lookup',
  'privacy.return',
  'retention.policy',
  'retention.run',
  'retention.erased',
  'hold.place',
  'hold.release',
  'member.add',
  'member.role',
  'member.remove',
  'card.link',
  'card.end',
  'card.end_all',
  'card.settings',
  'channel.create',
  'channel.update',
  'channel.delete',
  'channel.restore',
  'channel.stop',
  'channel.go_on',
  'channel.test',
  'key.create',
  'key.revoke',
  'source.create',
  'source.update',
  'source.delete',
  'source.restore',
  'source.key.create',
  'source.key.revoke',
  'source.quarantine.replay',
  'source.quarantine.discard',
  'contract.save',
  'contract.delete',
  'workspace.create',
  'workspace.update',
]

/** Names of what stands in the audit log; what has none is shown as it was written, never hidden. */
export function useAuditWords() {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const named = (group: 'actions' | 'subjects' | 'keys' | 'values' | 'actors', code: string) => {
    // Codes hold dots; keys of texts must not.
    const key = `settings.audit.${group}.${code.replaceAll('.', '_')}`
    return i18n.exists(key) ? i18n.t(key as 'settings.audit.list') : code
  }
  const value = (given: unknown): string => {
    if (given === null || given === '') return '–'
    if (typeof given === 'boolean') return given ? t('common.yes') : t('common.no')
    if (typeof given === 'number') return format.decimal(given, Number.isInteger(given) ? 0 : 2)
    if (typeof given === 'string') return named('values', given)
    if (Array.isArray(given)) return given.map(value).join(t('common.listComma'))
    return Object.entries(given as Record<string, unknown>)
      .map(([key, inner]) => `${named('keys', key)} ${value(inner)}`)
      .join(t('common.listComma'))
  }
  return {
    action: (code: string) => named('actions', code),
    subject: (code: string) => named('subjects', code),
    actor: (name: string) => named('actors', name),
    key: (code: string) => named('keys', code),
    value,
  }
}
