// The certificate as it is shown to a guard: a large code on white, the screen kept awake, no network needed.
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../shared/button';
import { date, fullName, moment } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { KeptNote } from '../kept_note';
import { Facts } from '../parts';
import { certificateQr, personAddress } from '../prefetch';
import { Qr } from '../qr';
import { doseName } from '../terms';
import { KeepPicture } from './keep_picture';
import type { RecordProps } from './record';

const w = words({
	gone: ['Không có chứng nhận này.', 'There is no such certificate.'],
	pending: ['Chứng nhận đang được ký. Trang này tự cập nhật.', 'The certificate is being signed. This page updates itself.'],
	qr: ['Mã QR chứng nhận của {name}', 'QR code of the certificate of {name}'],
	full: ['Phóng to toàn màn hình', 'Full screen'],
	close: ['Thu nhỏ', 'Close'],
	pdf: ['Tải tệp PDF để in', 'PDF to print'],
	bright: ['Nếu máy quét không đọc được, hãy tăng độ sáng màn hình.', 'If a scanner cannot read it, make the screen brighter.'],
	born: ['Ngày sinh', 'Born'], dose: ['Mũi', 'Dose'], number: ['Mã chứng nhận', 'Certificate number'], issued: ['Cấp lúc', 'Issued'], until: ['Dùng đến', 'Valid until'],
});

interface Lock { release(): Promise<void> }
type Awake = Navigator & { wakeLock?: { request(kind: 'screen'): Promise<Lock> } };

// The screen does not go dark while somebody looks for the scanner.
function useAwake(): void {
	useEffect(() => {
		let lock: Lock | undefined, left = false;
		const ask = () => {
			if (document.hidden)
				return;
			(navigator as Awake).wakeLock?.request('screen').then((got) => { lock = got; if (left) void got.release(); }, () => {});
		};
		ask();
		document.addEventListener('visibilitychange', ask);
		return () => {
			left = true;
			document.removeEventListener('visibilitychange', ask);
			void lock?.release();
		};
	}, []);
}

export function CertificatePage({ id, book, of }: RecordProps) {
	const box = useRef<HTMLDivElement>(null);
	useAwake();
	const c = book.certificates?.find((one) => one.id === of);
	if (!c || c.state !== 'valid')
		return <Notice>{w('gone')}</Notice>;
	if (!c.hc1)
		return <Notice live>{w('pending')}</Notice>;
	const name = fullName(book.person.name);
	const turn = () => void (document.fullscreenElement ? document.exitFullscreen() : box.current!.requestFullscreen()).catch(() => {});
	return (
		<>
			<div class="proof" ref={box}>
				<p class="proof__name">{name}</p>
				<p class="proof__more">{w('born')} {date(book.person.birth_date, book.person.birth_precision)} · {doseName(c.dose_number)}</p>
				<Qr big address={certificateQr(id, c.id)} label={w('qr', { name })} />
				<p class="proof__more">{c.ci}</p>
				<button type="button" class="proof__close" onClick={turn}>{w('close')}</button>
			</div>
			<div class="buttons">
				{document.fullscreenEnabled && <Button onClick={turn}>{w('full')}</Button>}
				<a class="govuk-button govuk-button--secondary" href={personAddress(id, 'certificates', c.id, 'pdf')} download>{w('pdf')}</a>
			</div>
			<div class="gap"><KeptNote address={certificateQr(id, c.id)} /></div>
			<p class="soft">{w('bright')}</p>
			<div class="gap"><Facts items={[[w('issued'), moment(c.issued_at)], c.expires_at && [w('until'), date(c.expires_at)]]} /></div>
			<KeepPicture id={id} book={book} c={c} />
		</>
	);
}
