import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { type ConsentPolicy, useConsentWords } from '../../customers/consent/words.ts'

type Cell = ConsentPolicy['confirmed'][number]

/** Which consents hold only once the customer has confirmed them by mail. */
export function Confirmed({
  policy,
  value,
  disabled,
  onChange,
}: {
  policy: ConsentPolicy
  value: readonly Cell[]
  disabled: boolean
  onChange: (value: Cell[]) => void
}) {
  const { t } = useTranslation()
  const words = useConsentWords(policy)
  return (
    <fieldset className="plan-fields stack-tight" style={{ marginBlock: 16 }}>
      <legend style={{ fontWeight: 600, marginBottom: 8 }}>{t('consent.settings.confirmed')}</legend>
      <p className="soft">{t('consent.settings.confirmedNote')}</p>
      {policy.purposes.map(({ id, perChannel }) => {
        const channel = perChannel ? 'email' : '*'
        const others = value.filter((cell) => cell.purpose !== id)
        return (
          <Checkbox
            key={id}
            disabled={disabled}
            checked={others.length < value.length}
            onChange={(event) =>
              onChange(event.target.checked ? [...others, { purpose: id, channel }] : others)
            }
          >
            {perChannel ? `${words.purpose(id)} · ${words.channel('email')}` : words.purpose(id)}
          </Checkbox>
        )
      })}
    </fieldset>
  )
}
