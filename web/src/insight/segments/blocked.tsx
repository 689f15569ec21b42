import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { Segment } from '../../api/types.ts'
import { useLocal } from '../../ui/use-format.ts'

/** Why the people of a segment cannot be used: something its rule looks at was limited after it was made. */
export function Blocked({ segment, title }: { segment: Segment; title?: string }) {
  const { t } = useTranslation()
  const local = useLocal()
  const uses = useRead('/privacy/purposes', {}, { staleTime: 60_000 }).data?.uses ?? []
  const fields = useRead('/customer-fields', {}, { staleTime: 60_000 }).data?.fields ?? []
  const labelOf = (id: string) => local(uses.find((use) => use.id === id)?.label ?? { en: id, 'zh-CN': id })
  return (
    <div className="notice notice-look" role="status">
      <p>{title ?? t('privacy.purposes.blocked')}</p>
      {segment.blocked.map(({ subject, label, purposes, reason }) => (
        <p key={subject} className="soft">
          {t('privacy.purposes.blockedBy', {
            name: local(fields.find(({ name }) => name === subject)?.label ?? label),
            reason,
            purposes: purposes.map(labelOf).join(' · '),
          })}
        </p>
      ))}
    </div>
  )
}
