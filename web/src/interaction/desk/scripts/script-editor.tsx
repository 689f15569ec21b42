import { App, Button, Drawer, Input, Select, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import type { DeskScript, DeskScriptBody } from '../../../api/types.ts'
import { Field } from '../../../ui/field.tsx'
import { useProblemText } from '../../../ui/states.tsx'
import { emptyBody, isComplete } from './draft.ts'
import { Pairs } from './pairs.tsx'
import { Preview } from './preview.tsx'
import { Steps, type Variable } from './steps.tsx'
import { Versions } from './versions.tsx'

interface Draft {
  name: string
  kind: DeskScript['kind']
  body: DeskScriptBody
}
const draftOf = (saved: DeskScript | null): Draft => ({
  name: saved?.name ?? '',
  kind: saved?.kind ?? 'call',
  body: saved?.versions[0]?.body ?? emptyBody,
})

/** The words on the left, as they are spoken and what they brought on the right. */
export function ScriptEditor({
  saved,
  variables,
  onClose,
  onSaved,
}: {
  saved: DeskScript | null
  variables: Variable[]
  onClose: () => void
  onSaved: (id: string) => void
}) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const problem = useProblemText()
  const [draft, setDraft] = useState(() => draftOf(saved))
  const [kept, setKept] = useState(() => JSON.stringify(draftOf(saved)))
  const save = useWrite('post', '/desk/scripts', ['/desk/scripts'])
  const isChanged = JSON.stringify(draft) !== kept
  const isWhole = isComplete(draft.body)
  const close = () => {
    if (!isChanged) return onClose()
    modal.confirm({
      icon: null,
      title: t('deskTools.scripts.unsaved'),
      content: t('deskTools.scripts.unsavedText'),
      okText: t('deskTools.scripts.close'),
      onOk: onClose,
    })
  }
  const keep = async () => {
    try {
      const { id, version } = await save.mutateAsync({ body: { id: saved?.id ?? null, ...draft } })
      setKept(JSON.stringify(draft))
      void message.success(
        saved === null
          ? t('deskTools.scripts.savedFirst')
          : `${t('deskTools.scripts.saved', { version })} · ${t('deskTools.scripts.savedHelp')}`,
      )
      onSaved(id)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Drawer
      open
      size="min(1240px, 96vw)"
      title={t(saved ? 'deskTools.scripts.edit' : 'deskTools.scripts.add')}
      onClose={close}
      extra={
        <Button
          type="primary"
          disabled={!isWhole || !isChanged || draft.name.trim() === ''}
          loading={save.isPending}
          onClick={() => void keep()}
        >
          {t('deskTools.scripts.save', { version: (saved?.versions[0]?.version ?? 0) + 1 })}
        </Button>
      }
    >
      <div className="script-columns">
        <Words
          draft={draft}
          isNew={saved === null}
          variables={variables}
          onChange={(part) => setDraft({ ...draft, ...part })}
        />
        <Tabs
          items={[
            {
              key: 'preview',
              label: t('deskTools.scripts.preview'),
              children: <Preview body={draft.body} canShow={isWhole} />,
            },
            ...(saved
              ? [
                  {
                    key: 'versions',
                    label: t('deskTools.scripts.versions'),
                    children: <Versions script={saved} onUse={({ body }) => setDraft({ ...draft, body })} />,
                  },
                ]
              : []),
          ]}
          tabBarExtraContent={saved ? <Remove script={saved} onRemoved={onClose} /> : null}
        />
      </div>
    </Drawer>
  )
}

function Words({
  draft: { name, kind, body },
  isNew,
  variables,
  onChange,
}: {
  draft: Draft
  isNew: boolean
  variables: Variable[]
  onChange: (part: Partial<Draft>) => void
}) {
  const { t } = useTranslation()
  const set = (part: Partial<DeskScriptBody>) => onChange({ body: { ...body, ...part } })
  return (
    <div className="stack">
      <div className="bar">
        <Field label={t('deskTools.scripts.name')} className="grow">
          <Input value={name} maxLength={80} onChange={({ target }) => onChange({ name: target.value })} />
        </Field>
        <Field label={t('deskTools.scripts.col.kind')}>
          <Select
            value={kind}
            disabled={!isNew}
            style={{ minWidth: 120 }}
            onChange={(value) => onChange({ kind: value })}
            options={(['call', 'shop'] as const).map((value) => ({
              value,
              label: t(`desk.kinds.${value}`),
            }))}
          />
        </Field>
      </div>
      <fieldset className="plain-set">
        <legend>{t('deskTools.scripts.steps')}</legend>
        <Steps steps={body.steps} variables={variables} onChange={(steps) => set({ steps })} />
      </fieldset>
      <Pairs
        title={t('deskTools.scripts.objections')}
        help={t('deskTools.scripts.objectionsHelp')}
        names={[t('deskTools.scripts.objection'), t('deskTools.scripts.objectionAnswer')]}
        most={40}
        rows={body.objections.map(({ objection, answer }) => [objection, answer])}
        onChange={(rows) => set({ objections: rows.map(([objection, answer]) => ({ objection, answer })) })}
      />
      <Pairs
        title={t('deskTools.scripts.offers')}
        help={t('deskTools.scripts.offersHelp')}
        names={[t('deskTools.scripts.offer'), t('deskTools.scripts.why')]}
        most={20}
        rows={body.offers.map(({ offer, why }) => [offer, why])}
        onChange={(rows) => set({ offers: rows.map(([offer, why]) => ({ offer, why })) })}
      />
    </div>
  )
}

function Remove({ script, onRemoved }: { script: DeskScript; onRemoved: () => void }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const problem = useProblemText()
  const remove = useWrite('delete', '/desk/scripts/{id}', ['/desk/scripts'])
  const ask = () =>
    modal.confirm({
      icon: null,
      title: t('deskTools.scripts.removeAsk', { name: script.name }),
      content: t('deskTools.scripts.removeText'),
      okText: t('deskTools.scripts.remove'),
      onOk: async () => {
        try {
          await remove.mutateAsync({ path: { id: script.id } })
          void message.success(t('deskTools.scripts.removed'))
          onRemoved()
        } catch (error) {
          void message.error(problem(error))
        }
      },
    })
  return (
    <Button type="text" danger onClick={ask}>
      {t('deskTools.scripts.remove')}
    </Button>
  )
}
