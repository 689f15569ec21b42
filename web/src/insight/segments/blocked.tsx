import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { Segment } from '../../api/types.ts'
import { useLocal } from '../../ui/use-format.ts'

/** Why the people of a segment cannot be used: an attribute of its rule was limited after it was made. */
export function Blocked({ segment }: { segment: Segment }) {
  const { t } = useTranslation()
  const local = useLocal()
  const uses = useRead('/privacy/purposes', {}, { staleTime: 60_000 }).data?.uses ?? []
  const labelOf = (id: string) => local(uses.find((use) => use.id === id)?.label ?? { en: id, 'zh-CN': id })
  return (
    <div className="notice notice-look" role="status">
      <p>{t('privacy.purposes.blocked')}</p>
      {segment.blocked.map(({ attribute, purposes, reason }) => (
        <p key={attribute} className="soft">
          {t('privacy.purposes.blockedBy', {
            attribute,
            reason,
            purposes: purposes.map(labelOf).join(' · '),
          })}
        </p>
      ))}
    </div>
  )
}
