// The wrong lot was chosen and stuck for a while: put it right for all these doses, or for some, with a reason.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { post } from '../shared/api';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { Check, SelectField, TextArea } from '../shared/field';
import { fullName, time } from '../shared/format';
import { words } from '../shared/lang';
import { ErrorSummary, MistakeBox } from '../shared/summary';
import { tell } from '../shared/toast';
import { items, refreshBoard, reloadSession, session } from './board';
import { unitPath } from './place';

const w = words({
	title: ['Sửa số lô ghi nhầm', 'Correct a wrong lot'],
	lead: ['Số lô cũ vẫn được giữ trong lịch sử. Liều được trả về lô cũ và trừ ở lô đúng.', 'The old lot stays in the history. The doses go back to it and are taken from the right one.'],
	from: ['Lô đã ghi', 'Lot as recorded'],
	to: ['Lô đúng', 'Right lot'],
	choose: ['Chọn một lô', 'Choose a lot'],
	who: ['Mũi tiêm cần sửa', 'Doses to correct'],
	given: ['{name}, tiêm lúc {time}', '{name}, at {time}'],
	why: ['Lý do', 'Reason'],
	save: ['Sửa {n} mũi tiêm', 'Correct {n} doses'],
	done: ['Đã sửa số lô của {n} mũi tiêm', 'The lot of {n} doses is corrected'],
	needFrom: ['Chọn lô đã ghi.', 'Choose the lot as recorded.'],
	needTo: ['Chọn lô đúng, khác lô đã ghi.', 'Choose the right lot, another one than recorded.'],
	needWho: ['Chọn ít nhất một mũi tiêm.', 'Choose at least one dose.'],
	needWhy: ['Ghi lý do.', 'Give the reason.'],
});

export function CorrectLot({ onClose }: { onClose: () => void }) {
	const [from, setFrom] = useState('');
	const [to, setTo] = useState('');
	const [left, leave] = useState(new Set<string>());
	const [why, setWhy] = useState('');
	const [tried, setTried] = useState(0);
	const action = useAction();
	const lots = session.value!.lots ?? [];
	const options = lots.map((l) => ({ value: l.lot_id, text: `${l.product_name}, ${l.number}` }));
	const number = lots.find((l) => l.lot_id === from)?.number;
	const given = items.value.filter((i) => i.injected_at && i.lot_number === number);
	const chosen = given.filter((i) => !left.has(i.visit_id!));
	const mistakes = [
		...(from ? [] : [{ id: 'from', text: w('needFrom') }]),
		...(to && to !== from ? [] : [{ id: 'to', text: w('needTo') }]),
		...(chosen.length ? [] : [{ id: 'who', text: w('needWho') }]),
		...(why.trim() ? [] : [{ id: 'correct-why', text: w('needWhy') }]),
	];
	const told = (id: string) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined);
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (mistakes.length)
			return;
		if (await action.run(async () => {
			const { corrected } = await post<{ corrected: number }>(unitPath('sessions', session.value!.id, 'correct-lot'), {
				from_lot_id: from, to_lot_id: to, why: why.trim(), visits: chosen.map((i) => ({ id: i.visit_id })),
			});
			tell(w('done', { n: corrected }));
			await Promise.all([refreshBoard(), reloadSession()]);
		}))
			onClose();
	};
	return (
		<Dialog title={w('title')} onClose={onClose} wide>
			<form onSubmit={send} noValidate>
				<p class="login__lead">{w('lead')}</p>
				<ErrorSummary tries={tried} mistakes={mistakes} />
				<MistakeBox mistake={action.mistake} />
				<SelectField id="from" label={w('from')} value={from} onChange={setFrom} empty={w('choose')} options={options} error={told('from')} />
				<SelectField id="to" label={w('to')} value={to} onChange={setTo} empty={w('choose')} options={options.filter((o) => o.value !== from)} error={told('to')} />
				{from && (
					<fieldset class="govuk-fieldset govuk-form-group" id="who" tabIndex={-1}>
						<legend class="govuk-fieldset__legend">{w('who')}</legend>
						{told('who') && <p class="govuk-error-message">{told('who')}</p>}
						{given.map((i) => (
							<Check key={i.visit_id} id={`who-${i.visit_id}`} label={w('given', { name: fullName(i.name), time: time(i.injected_at!) })}
								checked={!left.has(i.visit_id!)} onChange={(on) => leave(new Set(on ? [...left].filter((x) => x !== i.visit_id) : [...left, i.visit_id!]))} />
						))}
					</fieldset>
				)}
				<TextArea id="correct-why" label={w('why')} value={why} onInput={setWhy} rows={2} error={told('correct-why')} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('save', { n: chosen.length })}</Button></div>
			</form>
		</Dialog>
	);
}
