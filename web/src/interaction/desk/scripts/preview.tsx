import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import type { DeskScriptBody } from '../../../api/types.ts'
import { Field } from '../../../ui/field.tsx'
import { ErrorState } from '../../../ui/states.tsx'
import { Spoken } from '../script.tsx'

/** A script as it is spoken to a real customer, by the code that fills it for agents. */
export function Preview({ body, canShow }: { body: DeskScriptBody; canShow: boolean }) {
  const { t } = useTranslation()
  const [customerId, setCustomer] = useState('')
  const show = useWrite('post', '/desk/scripts/preview')
  const isReady = canShow && /^[1-9]\d*$/.test(customerId.trim())
  const ask = () => {
    if (isReady) show.mutate({ body: { body, customerId: customerId.trim() } })
  }
  return (
    <div className="stack">
      <Field label={t('deskTools.scripts.previewFor')}>
        <div className="bar">
          <Input
            value={customerId}
            inputMode="numeric"
            maxLength={19}
            style={{ maxWidth: 180 }}
            onChange={({ target }) => setCustomer(target.value)}
            onPressEnter={ask}
          />
          <Button disabled={!isReady} loading={show.isPending} onClick={ask}>
            {t('deskTools.scripts.previewDo')}
          </Button>
        </div>
        <span className="field-help">{t('deskTools.scripts.previewHelp')}</span>
      </Field>
      <div aria-live="polite">
        {show.error ? (
          <ErrorState error={show.error} where={t('deskTools.scripts.preview')} />
        ) : show.data ? (
          <Spoken key={show.submittedAt} script={show.data} onOutcome={() => {}} />
        ) : (
          <p className="soft">{t('deskTools.scripts.previewNone')}</p>
        )}
      </div>
    </div>
  )
}
