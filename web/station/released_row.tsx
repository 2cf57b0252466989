// A person who is finished: the confirmation to print, the certificate and its code.
import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { get } from '../shared/api';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { date, fullName, time } from '../shared/format';
import { words } from '../shared/lang';
import { Notice, Tag } from '../shared/notice';
import type { BoardItem, Certificate, Person } from '../shared/types';
import { may } from './account';
import { productName } from './board';
import { unitPath } from './place';

const w = words({
	dose: ['Mũi {n} · {product} · xong lúc {time}', 'Dose {n} · {product} · finished at {time}'],
	print: ['In giấy xác nhận', 'Print the confirmation'],
	printOf: ['In giấy xác nhận của {name}', 'Print the confirmation of {name}'],
	show: ['Xem mã QR', 'Show the QR code'],
	showOf: ['Xem mã QR của {name}', 'Show the QR code of {name}'],
	issued: ['Đã cấp chứng nhận', 'Certificate issued'],
	pending: ['Đang cấp chứng nhận', 'Certificate on its way'],
	none: ['Chưa có chứng nhận', 'No certificate yet'],
	title: ['Chứng nhận của {name}', 'Certificate of {name}'],
	notYet: ['Chứng nhận đang được ký. Thử lại sau ít giây.', 'The certificate is being signed. Try again in some seconds.'],
	scan: ['Chụp mã này bằng điện thoại hoặc in giấy xác nhận.', 'Take a picture of this code, or print the confirmation.'],
	id: ['Mã chứng nhận: {ci}', 'Certificate id: {ci}'],
	picture: ['Mã QR của chứng nhận tiêm, mũi {n}', 'QR code of the certificate, dose {n}'],
});

const kinds = { issued: 'good', pending: 'wait', none: 'plain' } as const;

function QrDialog({ item, onClose }: { item: BoardItem; onClose: () => void }) {
	const [certificate, setCertificate] = useState<Certificate | null | undefined>(undefined);
	const action = useAction();
	const load = () => action.run(async () => {
		const person = await get<Person>(unitPath('persons', item.person_id));
		setCertificate(person.certificates?.filter((c) => c.state === 'valid').sort((a, b) => a.dose_number - b.dose_number).at(-1) ?? null);
	});
	useEffect(() => { void load(); }, []);
	return (
		<Dialog title={w('title', { name: fullName(item.name) })} onClose={onClose}>
			{action.mistake && <Notice kind="stop">{action.mistake.text}</Notice>}
			{certificate === null && <Notice kind="warning">{w('notYet')}</Notice>}
			{certificate && (
				<figure class="qr">
					<img src={unitPath('persons', item.person_id, 'certificates', certificate.id, 'qr.svg')} width="320" height="320" alt={w('picture', { n: certificate.dose_number })} />
					<figcaption><p>{w('scan')}</p><p class="soft">{w('id', { ci: certificate.ci })}</p></figcaption>
				</figure>
			)}
		</Dialog>
	);
}

export function ReleasedRow({ item }: { item: BoardItem }) {
	const [showing, show] = useState(false);
	const name = fullName(item.name);
	return (
		<li class="released">
			<div>
				<strong class="released__name">{name}</strong> <span>{date(item.birth_date, item.birth_precision)}</span><br />
				<span class="soft">{w('dose', { n: item.dose_number ?? 1, product: productName(item.product_code), time: item.released_at ? time(item.released_at) : '–' })}</span>
			</div>
			<Tag kind={kinds[item.certificate]}>{w(item.certificate)}</Tag>
			{may('certificate_read') && (
				<div class="released__buttons">
					<a class="govuk-button govuk-button--secondary" target="_blank" href={unitPath('persons', item.person_id, 'confirmation.pdf')}
						aria-label={w('printOf', { name })}>{w('print')}</a>
					<Button kind="quiet" aria-label={w('showOf', { name })} onClick={() => show(true)}>{w('show')}</Button>
				</div>
			)}
			{showing && <QrDialog item={item} onClose={() => show(false)} />}
		</li>
	);
}
