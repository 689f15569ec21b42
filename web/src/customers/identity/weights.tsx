import { useTranslation } from 'react-i18next'
import type { MergeProposal } from '../../api/types.ts'
import { useFormat } from '../../ui/use-format.ts'
import { useKindName } from './kind-name.ts'
import './identity.css'

/** A bar of this many bits reaches the edge; what is beyond is as sure. */
const fullBits = 16

/** What each field says for (right) or against (left) one person, in bits, as bars from a common middle. */
export function Weights({ weights }: { weights: MergeProposal['weights'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const kindName = useKindName()
  return (
    <dl className="weights" aria-label={t('identity.weights.title')}>
      {weights.map(({ kind, level, bits }) => (
        <div key={kind}>
          <dt>{kindName(kind)}</dt>
          <dd>
            <span className="weights-track" aria-hidden="true">
              <span
                className={bits < 0 ? 'weights-against' : 'weights-for'}
                style={{ width: `${Math.min(50, (Math.abs(bits) / fullBits) * 50)}%` }}
              />
            </span>
            <span className="weights-words">
              {t(`identity.levels.${level}` as 'identity.levels.equal')}{' '}
              <span className="faint">
                {t('identity.weights.bits', {
                  bits: `${bits < 0 ? '−' : '+'}${format.decimal(Math.abs(bits), 1)}`,
                })}
              </span>
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
