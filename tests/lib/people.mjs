// people.mjs - invented people and the target list in the platform's format (sheet PL1, domain.md 2.2), for tests.

const surnames = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Đặng', 'Vũ', 'Bùi', 'Đỗ', 'Hồ'];
const middles = [['Văn', 'Đức', 'Minh', 'Quang'], ['Thị', 'Thị Ngọc', 'Thị Thu', 'Thị Hoà']];
const givens = [['An', 'Bình', 'Cường', 'Đạt', 'Hải', 'Khoá', 'Long', 'Quý'], ['Ánh', 'Bích', 'Diệu', 'Hoà', 'Lan', 'Mỹ', 'Nhung', 'Thuỷ']];

const two = (n) => String(n).padStart(2, '0');

// Person i of a made-up commune: always the same one.
export function person(i) {
	const female = i % 2;
	const year = 1940 + (i * 7) % 62, month = 1 + (i * 5) % 12, day = 1 + (i * 11) % 28;
	const century = year >= 2000 ? 2 : 0;
	return {
		name: `${surnames[i % 10]} ${middles[female][(i >> 1) % 4]} ${givens[female][(i >> 3) % 8]}`,
		birth: `${two(day)}/${two(month)}/${year}`,
		sex: female,
		group: 1 + i % 16,
		workplace: `Công ty Thử nghiệm ${i % 5}`,
		phone: `0900${String(100000 + i)}`,
		cccd: `001${century + female}${two(year % 100)}${String(100000 + i)}`,
		insurance: '',
		province: ['Thành phố Hà Nội', '01'], district: ['Quận Ba Đình', '001'], commune: ['Phường Phúc Xá', '00001'],
		address: `Số ${i} phố Thử`,
	};
}

export const header = ['#', 'Họ và tên (*)', 'Ngày sinh dạng dd/mm/yyyy (*)', 'Giới tính (*) (0:nam, 1:nữ)', 'Mã nhóm đối tượng ưu tiên (*)',
	'Đơn vị công tác', 'Số điện thoại(*)', 'Số CMT/CCCD', 'Số thẻ bảo hiểm y tế', 'Tỉnh/Thành phố', 'Mã (*)', 'Quận/Huyện', 'Mã (*)',
	'Xã/Phường', 'Mã (*)', 'Địa chỉ chi tiết', 'Tên vắc xin (*)', 'Ngày tiêm (*)', 'Lô vắc xin(*)', 'Địa điểm tiêm (*)',
	'Tên vắc xin (*)', 'Ngày tiêm (*)', 'Lô vắc xin(*)', 'Địa điểm tiêm (*)', 'Ghi chú', 'Kết quả import (không điền ô này)'];

export const row = (n, p, past = []) => [n, p.name, p.birth, p.sex, p.group, p.workplace, p.phone, p.cccd, p.insurance, ...p.province, ...p.district,
	...p.commune, p.address, ...Array.from({ length: 8 }, (_, i) => past[i] ?? ''), '', ''];

// Twenty rows that are wrong in twenty ways: [what is wrong with person p, a word that the reason must hold].
export const wrong = [
	[(p) => { p.name = ''; }, 'Họ và tên'],
	[(p) => { p.name = 'X'; }, 'Họ và tên'],
	[(p) => { p.birth = ''; }, 'Ngày sinh'],
	[(p) => { p.birth = '31/02/1990'; }, 'Ngày sinh'],
	[(p) => { p.birth = '01/01/2199'; }, 'Ngày sinh'],
	[(p) => { p.birth = 'hôm qua'; }, 'Ngày sinh'],
	[(p) => { p.sex = ''; }, 'Giới tính'],
	[(p) => { p.sex = 2; }, 'Giới tính'],
	[(p) => { p.group = ''; }, 'nhóm'],
	[(p) => { p.group = 17; }, 'nhóm'],
	[(p) => { p.phone = ''; }, 'điện thoại'],
	[(p) => { p.phone = '09123'; }, 'điện thoại'],
	[(p) => { p.phone = '0986xxxxxx'; }, 'điện thoại'],
	[(p) => { p.cccd = '1234567'; }, 'CCCD'],
	[(p) => { p.cccd = '123456789xxx'; }, 'CCCD'],
	[(p) => { p.insurance = 'FUB012'; }, 'bảo hiểm'],
	[(p) => { p.commune = ['Phường Không Có', '99999']; }, 'Xã/Phường'],
	[(p) => { p.district = ['', '']; p.commune = ['', '']; }, 'Quận/Huyện'],
	[(p) => { p.commune = ['Phường Bến Nghé', '26740']; }, 'Xã/Phường'],
	[(p) => { p.past = ['COVID-19 Vaccine AstraZeneca', '', 'D008', '00001']; }, 'Ngày tiêm'],
];

// The list: `right` good rows, then the wrong ones. Returns rows of cells, six title lines and the header first.
export function list(right) {
	const rows = [['DANH SÁCH ĐỐI TƯỢNG TIÊM'], [], [], [], [], [], header];
	for (let i = 0; i < right; i++)
		rows.push(row(i + 1, person(i)));
	wrong.forEach(([spoil], k) => {
		const p = person(9000 + k);
		spoil(p);
		rows.push(row(right + k + 1, p, p.past));
	});
	return rows;
}

export const csv = (rows, { bom = '\ufeff', separator = ',' } = {}) =>
	bom + rows.map((r) => r.map((c) => (/[",;\n]/.test(String(c)) ? `"${String(c).replaceAll('"', '""')}"` : c)).join(separator)).join('\r\n') + '\r\n';
