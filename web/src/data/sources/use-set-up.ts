import { useState } from 'react'
import { useCall, useRefresh } from '../../api/hooks.ts'
import type { Mapping, Source, SourceKind, SourceSchedule, UploadedFile } from '../../api/types.ts'
import { defaultsOf, partsOf, type Values } from '../../ui/connection-form.tsx'
import { useGo } from '../../ui/go.tsx'

type Busy = 'test' | 'sample' | 'save' | null
export type Tested = { ok: boolean; message: string; found: { name: string; detail: string }[] }

/** A source as it is made or changed: its connection, how that was tested, a look at its rows, and the save. */
export function useSetUp(kind: SourceKind | null, source: Source | null) {
  const send = useCall()
  const refresh = useRefresh()
  const go = useGo()
  const form = kind?.form ?? []
  const [name, setName] = useState(source?.name ?? '')
  const [owner, setOwner] = useState(source?.owner ?? '')
  const [schedule, setSchedule] = useState<SourceSchedule>(source?.schedule ?? { mode: 'every', minutes: 60 })
  const [values, setValues] = useState<Values>({ ...defaultsOf(form), ...source?.settings })
  const [tested, setTested] = useState<Tested | null>(null)
  const [sample, setSample] = useState<UploadedFile | null>(null)
  const [busy, setBusy] = useState<Busy>(null)
  const [error, setError] = useState<unknown>(null)

  const { settings, secrets } = partsOf(form, values)
  const connection = { kind: kind?.kind ?? 'folder', settings, secrets, ...(source ? { id: source.id } : {}) }
  const doing = async (what: Exclude<Busy, null>, work: () => Promise<void>) => {
    setBusy(what)
    setError(null)
    try {
      await work()
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(null)
    }
  }
  const test = () =>
    doing('test', async () => setTested(await send('post', '/source-tests', { body: connection })))
  const look = () =>
    doing('sample', async () => {
      const found = await send('post', '/source-samples', { body: connection })
      // A mapping that was made before is kept, and shown on the rows of now.
      setSample(source?.mapping ? { ...found, mapping: source.mapping } : found)
    })
  const change = (next: Values) => {
    setValues(next)
    setSample(null)
    setTested((now) => (now ? { ...now, message: '', ok: false } : null))
  }
  const save = (mapping: Mapping | null) =>
    doing('save', async () => {
      const sampleId = sample ? { sampleId: sample.fileId } : {}
      const plan = kind?.pulled ? schedule : { mode: 'off' as const }
      const shared = {
        name: name.trim(),
        owner: owner.trim(),
        settings,
        secrets,
        schedule: plan,
        ...sampleId,
      }
      const saved = source
        ? await send('patch', '/sources/{id}', {
            path: { id: source.id },
            body: { ...shared, ...(mapping ? { mapping } : {}) },
          })
        : await send('post', '/sources', {
            body: { ...shared, kind: (kind?.kind ?? 'stream') as 'stream', mapping },
          })
      // The first run at once: whether it works is seen now, not tonight.
      if (kind?.pulled && mapping !== null)
        await send('post', '/sources/{id}/run', { path: { id: saved.id } })
      await refresh('/sources', '/imports')
      go(`/data/sources/${saved.id}`)
    })
  return {
    form,
    name,
    setName,
    owner,
    setOwner,
    schedule,
    setSchedule,
    values,
    change,
    tested,
    sample,
    setSample,
    busy,
    error,
    test,
    look,
    save,
  }
}
