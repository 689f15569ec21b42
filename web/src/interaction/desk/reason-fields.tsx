import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-format.ts'
import type { Reason } from './reason.ts'

/** Why somebody is contacted: in the reader's language first, the other where it is wanted. */
export function ReasonFields({ value, onChange }: { value: Reason; onChange: (reason: Reason) => void }) {
  const { t } = useTranslation()
  const own = useLanguage()
  const other = own === 'en' ? 'zh-CN' : 'en'
  const input = (language: 'en' | 'zh-CN') => (
    <Input
      value={value[language]}
      maxLength={200}
      onChange={({ target }) => onChange({ ...value, [language]: target.value })}
    />
  )
  return (
    <>
      <Field label={t('deskTools.reason')}>
        {input(own)}
        <span className="field-help">{t('deskTools.reasonHelp')}</span>
      </Field>
      <Field label={t(`deskTools.reasonOther.${other}`)} optional>
        {input(other)}
        <span className="field-help">{t('deskTools.reasonOtherHelp')}</span>
      </Field>
    </>
  )
}
