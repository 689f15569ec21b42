import { App, Button, Input, InputNumber, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useMay, useWrite } from '../../api/hooks.ts'
import type { Contract, ContractBody, ContractRule } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { ChangeList } from './change-list.tsx'
import { RuleRows } from './rule-rows.tsx'

interface Start {
  id?: string
  sourceId: string
  subject: string
  mode: Contract['mode']
  version: number
  body: ContractBody
}

/** Rules field by field; saving shows first what changes, and whether it breaks. */
export function ContractEditor({ start, onSaved }: { start: Start; onSaved: (contract: Contract) => void }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const call = useCall()
  const may = useMay('settings.manage')
  const save = useWrite('put', '/contracts', ['/contracts', '/health'])
  const [mode, setMode] = useState(start.mode)
  const [fields, setFields] = useState<Record<string, ContractRule>>(start.body.fields)
  const [hours, setHours] = useState<number | null>(start.body.freshnessHours ?? null)
  const [name, setName] = useState('')
  const body: ContractBody = { fields, freshnessHours: hours }
  const store = async () => {
    try {
      const saved = await save.mutateAsync({
        body: { sourceId: start.sourceId, subject: start.subject, mode, body },
      })
      void message.success(
        saved.version === start.version
          ? t('quality.contracts.same')
          : t('quality.contracts.saved', { version: saved.version }),
      )
      onSaved(saved)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const ask = async () => {
    if (start.id === undefined) return store()
    try {
      const { changes, compatible } = await call('post', '/contracts/{id}/compare', {
        path: { id: start.id },
        body: { body },
      })
      if (changes.length === 0) return await store()
      modal.confirm({
        icon: null,
        width: 560,
        title: t('quality.contracts.askTitle', { version: start.version + 1 }),
        content: (
          <>
            <p>{t(compatible ? 'quality.contracts.compatible' : 'quality.contracts.breaking')}</p>
            <ChangeList changes={changes} />
          </>
        ),
        okText: t('quality.contracts.save'),
        onOk: store,
      })
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const add = () => {
    const field = name.trim()
    if (field === '' || field in fields) return
    setFields({ ...fields, [field]: { required: true, unique: false } })
    setName('')
  }
  return (
    <Part
      title={t('quality.contracts.fields')}
      actions={
        may ? (
          <Button type="primary" loading={save.isPending} onClick={() => void ask()}>
            {t('quality.contracts.save')}
          </Button>
        ) : null
      }
    >
      <div className="fields-row">
        <Field label={t('quality.contracts.mode')}>
          <Segmented
            aria-label={t('quality.contracts.mode')}
            disabled={!may}
            value={mode}
            onChange={setMode}
            options={(['watch', 'enforce'] as const).map((value) => ({
              value,
              label: t(`quality.contracts.modes.${value}`),
            }))}
          />
          <span className="faint">{t('quality.contracts.modeHelp')}</span>
        </Field>
        <Field label={t('quality.contracts.freshness')} optional>
          <InputNumber min={1} max={8760} disabled={!may} value={hours} onChange={setHours} />
        </Field>
      </div>
      <RuleRows fields={fields} isRows={start.subject === 'rows'} disabled={!may} onChange={setFields} />
      {may ? (
        <div className="bar" style={{ marginTop: 12 }}>
          <Input
            aria-label={t('quality.contracts.newField')}
            placeholder={start.subject === 'rows' ? 'channel' : 'properties.price'}
            style={{ width: 240 }}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={add}
          />
          <Button onClick={add} disabled={name.trim() === ''}>
            {t('quality.contracts.addField')}
          </Button>
        </div>
      ) : null}
    </Part>
  )
}
