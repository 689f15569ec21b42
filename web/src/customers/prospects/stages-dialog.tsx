import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { ProspectChoices } from '../../api/types.ts'
import { useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'

interface Named {
  id: string
  label: string
}

/** The stages of the workspace, and why somebody is lost. */
export function StagesDialog({ choices, onClose }: { choices: ProspectChoices; onClose: () => void }) {
  const { t } = useTranslation()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const save = useWrite('put', '/prospects/settings', [
    '/prospects',
    '/customers',
    '/customer-columns',
    '/segment-operators',
  ])
  const named = (list: ProspectChoices['stages']): Named[] =>
    list.map(({ id, label }) => ({ id, label: local(label) }))
  const [stages, setStages] = useState(
    named(choices.stages.filter(({ id }) => id !== 'won' && id !== 'lost')),
  )
  const [reasons, setReasons] = useState(named(choices.reasons))
  const keep = async () => {
    try {
      await save.mutateAsync({ body: { stages, reasons } })
      void message.success(t('prospects.settings.saved'))
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const isBlank = [...stages, ...reasons].some(({ label }) => label.trim() === '')
  return (
    <Modal
      open
      title={t('prospects.settings.title')}
      okText={t('common.save')}
      okButtonProps={{ loading: save.isPending, disabled: isBlank }}
      onOk={() => void keep()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        <Names
          title={t('prospects.settings.stages')}
          help={t('prospects.settings.stagesHelp')}
          add={t('prospects.settings.addStage')}
          list={stages}
          most={10}
          fixed={1}
          onChange={setStages}
        />
        <Names
          title={t('prospects.settings.reasons')}
          add={t('prospects.settings.addReason')}
          list={reasons}
          most={20}
          fixed={0}
          onChange={setReasons}
        />
      </div>
    </Modal>
  )
}

function Names({
  title,
  help,
  add,
  list,
  most,
  fixed,
  onChange,
}: {
  title: string
  help?: string
  add: string
  list: Named[]
  most: number
  /** So many at the beginning stay where they are. */
  fixed: number
  onChange: (list: Named[]) => void
}) {
  const { t } = useTranslation()
  const up = (at: number) => {
    const next = [...list]
    const [taken] = next.splice(at, 1)
    if (taken) next.splice(at - 1, 0, taken)
    onChange(next)
  }
  const grow = () => {
    // Rules and the history name one by its id, which stays whatever it is called later.
    const taken = new Set(list.map(({ id }) => id))
    let n = list.length + 1
    while (taken.has(`own_${n}`)) n++
    onChange([...list, { id: `own_${n}`, label: '' }])
  }
  return (
    <section aria-label={title} className="stack-tight">
      <h3>{title}</h3>
      {help ? <p className="soft">{help}</p> : null}
      {list.map((one, at) => (
        <div key={one.id} className="bar">
          <Input
            aria-label={t('prospects.settings.name')}
            value={one.label}
            maxLength={30}
            style={{ width: 220 }}
            onChange={({ target }) =>
              onChange(list.map((old, i) => (i === at ? { ...old, label: target.value } : old)))
            }
          />
          <Button
            size="small"
            disabled={at <= fixed}
            aria-label={t('prospects.settings.up', { name: one.label })}
            onClick={() => up(at)}
          >
            ↑
          </Button>
          <Button
            size="small"
            type="text"
            disabled={at < fixed || list.length === 1}
            aria-label={t('prospects.settings.remove', { name: one.label })}
            onClick={() => onChange(list.filter((_, i) => i !== at))}
          >
            {t('prospects.settings.removeShort')}
          </Button>
        </div>
      ))}
      <div className="bar">
        <Button size="small" disabled={list.length >= most} onClick={grow}>
          {add}
        </Button>
      </div>
    </section>
  )
}
