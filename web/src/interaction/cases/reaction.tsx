import { useTranslation } from 'react-i18next'
import type { PreparedRemedy } from '../../api/types.ts'
import { useFormat } from '../../ui/use-format.ts'

/** How like cases ended that got the remedy: counts and their interval, never a guess. */
export function Reaction({ reaction }: { reaction: PreparedRemedy['reaction'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (reaction.cases === 0 || reaction.lo === null || reaction.hi === null)
    return <span className="faint">{t('cases.noReaction')}</span>
  return (
    <>
      {t('cases.reaction', {
        recovered: format.integer(reaction.recovered),
        cases: format.integer(reaction.cases),
        lo: format.percent(reaction.lo, 0),
        hi: format.percent(reaction.hi, 0),
      })}
    </>
  )
}
