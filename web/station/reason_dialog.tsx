// Taking back, putting off, refusing, releasing early: each needs its reason, in words or by one press.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Action } from '../shared/action';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { TextArea } from '../shared/field';
import { words } from '../shared/lang';
import { MistakeBox } from '../shared/summary';

const w = words({
	why: ['Lý do', 'Reason'],
	need: ['Ghi lý do, dù ngắn.', 'Give the reason, however short.'],
	cancel: ['Quay lại', 'Back'],
});

export function ReasonDialog({ title, lead, button, danger, common = [], action, onClose, onGive }: {
	title: string; lead: ComponentChildren; button: string; danger?: boolean; common?: string[]; action: Action;
	onClose: () => void; onGive: (why: string) => Promise<boolean>;
}) {
	const [why, setWhy] = useState('');
	const [tried, setTried] = useState(false);
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(true);
		if (why.trim() && await onGive(why.trim()))
			onClose();
	};
	return (
		<Dialog title={title} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<div class="login__lead">{lead}</div>
				<MistakeBox mistake={action.mistake} fields={['why']} />
				{common.length > 0 && (
					<div class="chips">{common.map((text) => <button key={text} type="button" class="chip" onClick={() => setWhy(text)}>{text}</button>)}</div>
				)}
				<TextArea id="reason" label={w('why')} value={why} onInput={setWhy} rows={2} error={tried && !why.trim() ? w('need') : action.about('why')} />
				<div class="buttons">
					<Button type="submit" kind={danger ? 'danger' : 'main'} busy={action.busy}>{button}</Button>
					<Button kind="quiet" onClick={onClose}>{w('cancel')}</Button>
				</div>
			</form>
		</Dialog>
	);
}
