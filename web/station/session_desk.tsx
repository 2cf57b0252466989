// The session itself: its figures, the lots at hand, a wrong lot put right for many, the end of the day.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { get, post } from '../shared/api';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { SelectField } from '../shared/field';
import { date, number } from '../shared/format';
import { words } from '../shared/lang';
import { Empty, Notice, Tag } from '../shared/notice';
import { MistakeBox } from '../shared/summary';
import { Table } from '../shared/table';
import { tell } from '../shared/toast';
import type { Lot, SessionLot } from '../shared/types';
import { may } from './account';
import { items, reloadSession, session, stepCounts } from './board';
import { CorrectLot } from './correct_lot';
import { unitPath } from './place';
import { allSteps, lotStateName } from './terms';

const w = words({
	title: ['Buổi tiêm', 'Session'],
	counts: ['Số người theo bước', 'People by step'],
	lots: ['Các lô tại bàn tiêm', 'Lots at hand'],
	product: ['Vắc xin', 'Vaccine'],
	lot: ['Số lô', 'Lot'],
	expires: ['Hạn dùng', 'Expires'],
	left: ['Còn lại (liều)', 'Doses left'],
	state: ['Tình trạng', 'State'],
	add: ['Thêm lô', 'Add a lot'],
	correct: ['Sửa số lô ghi nhầm', 'Correct a wrong lot'],
	noLots: ['Chưa có lô nào tại bàn tiêm', 'No lot at hand yet'],
	noLotsMore: ['Thêm lô từ kho của điểm tiêm để bàn tiêm làm việc được.', 'Add a lot from the store so that the injection table can work.'],
	which: ['Lô trong kho', 'Lot in the store'],
	whichText: ['{product}, lô {lot}, hạn {date}, còn {n} liều', '{product}, lot {lot}, expires {date}, {n} doses left'],
	choose: ['Chọn một lô', 'Choose a lot'],
	added: ['Đã thêm lô', 'Lot added'],
	close: ['Kết thúc buổi tiêm', 'Close the session'],
	closeTitle: ['Kết thúc buổi tiêm?', 'Close the session?'],
	closeLead: ['{n} người chưa đến sẽ được ghi “Không đến”. Người đang ở các bàn: {inside}.', '{n} people who have not come will be marked “did not come”. People at the tables: {inside}.'],
	inside: ['Vẫn còn người đang ở các bàn. Nên hoàn tất trước khi kết thúc.', 'There are still people at the tables. Finish with them first.'],
	closed: ['Buổi tiêm đã kết thúc.', 'The session is closed.'],
	cancel: ['Không', 'No'],
});

function AddLot({ onClose }: { onClose: () => void }) {
	const [lots, setLots] = useState<Lot[]>([]);
	const [chosen, choose] = useState('');
	const action = useAction();
	useEffect(() => {
		void action.run(async () => {
			const at = new Set(session.value!.lots?.map((l) => l.lot_id));
			setLots((await get<{ items: Lot[] }>(unitPath('lots'))).items.filter((l) => !at.has(l.lot_id) && l.doses > 0));
		});
	}, []);
	const send = async (e: Event) => {
		e.preventDefault();
		if (chosen && await action.run(async () => {
			await post(unitPath('sessions', session.value!.id, 'lots'), { lot_id: chosen });
			await reloadSession();
		})) {
			tell(w('added'));
			onClose();
		}
	};
	return (
		<Dialog title={w('add')} onClose={onClose}>
			<form onSubmit={send} noValidate>
				<MistakeBox mistake={action.mistake} />
				<SelectField id="add-lot" label={w('which')} value={chosen} onChange={choose} empty={w('choose')} options={lots.map((l) => ({
					value: l.lot_id, text: w('whichText', { product: l.product_name, lot: l.number, date: date(l.expires_on), n: number(l.doses) }),
				}))} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('add')}</Button></div>
			</form>
		</Dialog>
	);
}

function Close({ onClose }: { onClose: () => void }) {
	const counts = stepCounts.value;
	const inside = (counts.checked_in ?? 0) + (counts.screened ?? 0) + (counts.observing ?? 0);
	const action = useAction();
	const send = async (e: Event) => {
		e.preventDefault();
		if (await action.run(async () => {
			await post(unitPath('sessions', session.value!.id, 'close'));
			await reloadSession();
		})) {
			tell(w('closed'));
			onClose();
		}
	};
	return (
		<Dialog title={w('closeTitle')} onClose={onClose}>
			<form onSubmit={send}>
				<p class="login__lead">{w('closeLead', { n: counts.expected ?? 0, inside })}</p>
				{inside > 0 && <Notice kind="warning">{w('inside')}</Notice>}
				<MistakeBox mistake={action.mistake} />
				<div class="buttons"><Button type="submit" kind="danger" busy={action.busy} data-first>{w('close')}</Button>
					<Button kind="quiet" onClick={onClose}>{w('cancel')}</Button></div>
			</form>
		</Dialog>
	);
}

export function SessionDesk() {
	const [asked, ask] = useState<'lot' | 'correct' | 'close' | null>(null);
	const open = session.value!;
	const counts = stepCounts.value;
	const moved = items.value.filter((i) => i.injected_at).length; // each injection leaves its mark on the lots
	useEffect(() => void reloadSession().catch(() => {}), [moved]);
	const editable = may('session_write') && open.state !== 'closed';
	return (
		<>
			<h1 class="govuk-heading-l">{w('title')} {date(open.on_date)}</h1>
			{open.state === 'closed' && <Notice>{w('closed')}</Notice>}
			<section aria-labelledby="counts">
				<h2 id="counts" class="govuk-heading-m">{w('counts')}</h2>
				<dl class="numbers">
					{allSteps().filter(({ value }) => value !== 'undone').map(({ value, text }) => (
						<div key={value}><dt>{text}</dt><dd>{number(counts[value as keyof typeof counts] ?? 0)}</dd></div>
					))}
				</dl>
			</section>
			<section aria-labelledby="session-lots" class="block">
				<h2 id="session-lots" class="govuk-heading-m">{w('lots')}</h2>
				{!open.lots?.length ? <Empty title={w('noLots')}>{w('noLotsMore')}</Empty> : (
					<Table<SessionLot> caption={w('lots')} hideCaption rows={open.lots} rowKey={(l) => l.lot_id} columns={[
						{ name: w('product'), cell: (l) => l.product_name, heading: true },
						{ name: w('lot'), cell: (l) => <strong>{l.number}</strong> },
						{ name: w('expires'), cell: (l) => date(l.expires_on) },
						{ name: w('state'), cell: (l) => <Tag kind={l.state === 'active' ? 'good' : 'stop'}>{lotStateName(l.state)}</Tag> },
						{ name: w('left'), cell: (l) => number(l.doses), numeric: true },
					]} />
				)}
				<div class="buttons">
					{editable && <Button kind="second" onClick={() => ask('lot')}>{w('add')}</Button>}
					{may('dose_correct') && <Button kind="second" onClick={() => ask('correct')}>{w('correct')}</Button>}
				</div>
			</section>
			{editable && <div class="buttons block"><Button kind="danger" onClick={() => ask('close')}>{w('close')}</Button></div>}
			{asked === 'lot' && <AddLot onClose={() => ask(null)} />}
			{asked === 'correct' && <CorrectLot onClose={() => ask(null)} />}
			{asked === 'close' && <Close onClose={() => ask(null)} />}
		</>
	);
}
