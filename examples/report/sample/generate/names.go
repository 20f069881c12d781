package main

import "strings"

// home is where people of the sample come from: how they are called, what they
// pay with and how far their clocks are ahead of UTC, in minutes.
type home struct {
	city        string
	weight      int
	currency    string
	minutes     int
	familyFirst bool
	given       []string // shown, or shown=ascii
	family      []string
}

// homes returns a table of the shop's people. The given and the family names
// are common ones; the dice decide who has which.
func homes() []home {
	return []home{
		{"Trieste", 34, "EUR", 120, false,
			words("Giulia Marco Chiara Niccolò=niccolo Elettra Dario Ornella Tullio Livia Bruno"),
			words("Furlan Bonifacio Cossutta Marangoni Dell'Orto=dellorto Vascotto Zanier Pertot Benussi Sartori")},
		{"Ljubljana", 16, "EUR", 120, false,
			words("Špela=spela Jaka Nežka=nezka Matjaž=matjaz Urša=ursa Tine Mojca Žiga=ziga"),
			words("Kovač=kovac Hribar Zupančič=zupancic Mlakar Jerše=jerse Vidmar Golob Pečnik=pecnik")},
		{"Rijeka", 8, "EUR", 120, false,
			words("Ivana Luka Đurđa=djurdja Krešimir=kresimir Maja Vjeko"),
			words("Horvat Šimić=simic Barišić=barisic Perković=perkovic Tadić=tadic Grgurić=grguric")},
		{"Graz", 8, "EUR", 120, false,
			words("Jürgen=juergen Katharina Björn=bjoern Sieglinde Lukas Änne=aenne"),
			words("Müller=mueller Weiß=weiss Größing=groessing Pichler Schönauer=schoenauer Koller")},
		{"Thessaloniki", 6, "EUR", 180, false,
			words("Ελένη=eleni Νίκος=nikos Δήμητρα=dimitra Γιώργος=giorgos Σοφία=sofia"),
			words("Παπαδοπούλου=papadopoulou Καλογέρης=kalogeris Λαμπράκη=lambraki Θεοδώρου=theodorou")},
		{"Galway", 6, "EUR", 60, false,
			words("Aoife Cillian Niamh Pádraig=padraig Sorcha"),
			words("O'Malley=omalley Ó=o-briain Ní=ni-dhomhnaill Kinsella Brennan")},
		{"Braga", 6, "EUR", 60, false,
			words("Inês=ines João=joao Conceição=conceicao Tomás=tomas Beatriz"),
			words("Araújo=araujo Gonçalves=goncalves Falcão=falcao Magalhães=magalhaes Pinho")},
		{"Kraków", 6, "EUR", 120, false,
			words("Łucja=lucja Paweł=pawel Grażyna=grazyna Zbigniew Małgorzata=malgorzata"),
			words("Wójcik=wojcik Dąbrowska=dabrowska Żak=zak Gałązka=galazka Szczęsny=szczesny")},
		{"Lviv", 5, "EUR", 180, false,
			words("Оксана=oksana Тарас=taras Соломія=solomiia Андрій=andrii"),
			words("Коваль=koval Шевчук=shevchuk Мельник=melnyk Гнатюк=hnatiuk")},
		{"İzmir", 5, "EUR", 180, false,
			words("Çağla=cagla Ömer=oemer Işıl=isil Gökhan=goekhan Defne"),
			words("Yıldız=yildiz Öztürk=oeztuerk Şahin=sahin Güneş=guenes Aksoy")},
		{"Chicago", 9, "USD", -300, false,
			words("Hattie DeShawn Maribel Wendell Priscilla Curtis"),
			words("Abernathy Okafor-Lane=okaforlane Ruiz Whitcomb Beaumont Tran")},
		{"Kanazawa", 8, "JPY", 540, true,
			words("陽菜=haruna 健太=kenta さくら=sakura 大輔=daisuke 美咲=misaki"),
			words("佐藤=sato 前田=maeda 小林=kobayashi 石川=ishikawa 中村=nakamura")},
		{"Kuwait City", 6, "KWD", 180, false,
			words("نورة=noura فهد=fahad شيخة=sheikha يوسف=yousef"),
			words("العتيبي=alotaibi المطيري=almutairi الصباح=alsabah الرشيدي=alrashidi")},
		{"Pune", 5, "EUR", 330, false,
			words("Aarohi आर्या=aarya Vikram अनिकेत=aniket Sulochana"),
			words("Deshpande कुलकर्णी=kulkarni Phadke Joshi देशमुख=deshmukh")},
		{"Pokhara", 4, "EUR", 345, false,
			words("Sarita बिनोद=binod Kamala प्रकाश=prakash"),
			words("Gurung थापा=thapa Shrestha Adhikari")},
		{"Addis Ababa", 4, "EUR", 180, false,
			words("ሰላም=selam Tewodros Hirut ዳዊት=dawit"),
			words("Bekele ታደሰ=tadesse Wolde Alemu")},
		{"Ibadan", 4, "EUR", 60, false,
			words("Fọláké=folake Tunde Adébáyọ̀=adebayo Ngozi"),
			words("Adéyẹmí=adeyemi Okonkwo Balógun=balogun Ojo")},
		{"Hanoi", 4, "USD", 420, true,
			words("Thuỷ=thuy Đức=duc Hạnh=hanh Quang"),
			words("Nguyễn=nguyen Phạm=pham Trần=tran Đặng=dang")},
		{"Busan", 4, "USD", 540, true,
			words("서연=seoyeon 민준=minjun 지우=jiwoo 하은=haeun"),
			words("김=kim 박=park 최=choi 정=jung")},
		{"Debrecen", 4, "EUR", 120, true,
			words("Eszter Gergő=gergo Zsófia=zsofia László=laszlo"),
			words("Szűcs=szucs Kőműves=komuves Fekete Varjú=varju")},
		{"Oaxaca", 4, "USD", -360, false,
			words("Xóchitl=xochitl Íñigo=inigo Lupita Joaquín=joaquin"),
			words("Núñez=nunez Peña=pena Ibarra Ríos=rios")},
		{"Akureyri", 3, "EUR", 0, false,
			words("Þóra=thora Ægir=aegir Sigríður=sigridur Björk=bjork"),
			words("Jónsdóttir=jonsdottir Helgason Ásgeirsdóttir=asgeirsdottir Örvarsson=orvarsson")},
	}
}

func words(s string) []string { return strings.Fields(s) }

// spell splits "shown=ascii"; without the second half the first is ASCII already
// and only its capitals are folded.
func spell(word string) (shown, ascii string) {
	if shown, ascii, ok := strings.Cut(word, "="); ok {
		return shown, ascii
	}
	b := []byte(word)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return word, string(b)
}

// surname repairs the two surnames that the table cannot hold, being two words.
func surname(shown string) string {
	switch shown {
	case "Ó":
		return "Ó Briain"
	case "Ní":
		return "Ní Dhomhnaill"
	}
	return shown
}
