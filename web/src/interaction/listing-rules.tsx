import { App, Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { Field } from '../ui/field.tsx'
import { Part } from '../ui/page.tsx'
import { ErrorState, useProblemText } from '../ui/states.tsx'

/** When an address is listed without anybody's doing: bounces in a row, and answers that mean no. */
export function ListingRules({ mayEdit }: { mayEdit: boolean }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const { data, error, refetch } = useRead('/inbound/settings')
  const save = useWrite('put', '/inbound/settings', ['/inbound/settings'])
  const [softBounces, setSoftBounces] = useState<number | null>(null)
  const [stopWords, setStopWords] = useState<string[] | null>(null)
  if (error)
    return (
      <ErrorState
        error={error}
        where={t('interaction.doNotSend.rules.title')}
        onRetry={() => void refetch()}
      />
    )
  if (!data) return null
  const next = { softBounces: softBounces ?? data.softBounces, stopWords: stopWords ?? data.stopWords }
  const changed = JSON.stringify(next) !== JSON.stringify({ ...data })
  const submit = async () => {
    try {
      await save.mutateAsync({ body: next })
      setSoftBounces(null)
      setStopWords(null)
      void message.success(t('interaction.doNotSend.rules.saved'))
    } catch (failure) {
      void message.error(problem(failure))
    }
  }
  return (
    <Part title={t('interaction.doNotSend.rules.title')}>
      <p className="soft">{t('interaction.doNotSend.rules.help')}</p>
      <Field label={t('interaction.doNotSend.rules.softBounces')}>
        <InputNumber
          min={1}
          max={50}
          precision={0}
          disabled={!mayEdit}
          value={next.softBounces}
          onChange={(value) => setSoftBounces(value)}
        />
      </Field>
      <Field label={t('interaction.doNotSend.rules.stopWords')}>
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          disabled={!mayEdit}
          tokenSeparators={[',', '，', '、']}
          maxCount={200}
          value={next.stopWords}
          onChange={setStopWords}
        />
        <span className="faint">{t('interaction.doNotSend.rules.stopWordsHelp')}</span>
      </Field>
      {mayEdit ? (
        <Button
          disabled={!changed || next.stopWords.length === 0}
          loading={save.isPending}
          onClick={() => void submit()}
        >
          {t('interaction.doNotSend.rules.save')}
        </Button>
      ) : null}
    </Part>
  )
}
