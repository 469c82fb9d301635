# What Medicare looks for in professional claims, suppliers' claims among them, before it takes them in: Part B and DME.
#
#   twinclaim validate --edits medicare claims.837         every claim is held to it
#   twinclaim validate claims.837                          claims that name Medicare as their payer (SBR09) are
#
# Each line has the reference of an edit (B1, B2 ...) and what a 277CA says: category, status and whom it is about. `proposed`
# means that no page of CMS or a contractor was seen with these codes; they follow from the meaning of the status list.
# Errors have a page that says so; `info` marks what is known by hearsay alone. Sources: CMS and its contractors' pages
# (CEDI, NGS, CGS, Noridian, Palmetto, First Coast, Novitas), MLN Matters, Pub. 100-04.

profile MEDICAREB on 005010X222A1 "Medicare fee for service, Part B and DME"
claims 2000B SBR09=MA|MB

# ---- Levels, member, order of payers
loop 2000C N as B1 ack A7:156 proposed "In Medicare the subscriber is the patient: no patient level"
segment SBR in 2000B
  02 R as B2 ack A7:156 proposed "In Medicare the subscriber is the patient: SBR02 is 18"
  09 {MB} as B3 ack A7:480 "A Part B or DME claim names MB in SBR09"
edit B4 in 2000B at 2010BA NM109 if created >= 2020-01-01 & 2010BA NM109!=[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]#[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]#[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y]##|*-*|#########@|#########@@|#########@#|@######|@@######|@@@######|@#########|@@#########|@@@######### ack A7:164:IL "A Medicare number (MBI) has eleven characters: a digit, letters and digits in their order, none of S L O I B Z"
edit B5 in 2000B at 2010BA NM109 if 2010BA NM109=*-* ack A7:164:IL "A Medicare number (MBI) is sent without hyphens"
edit B4-OLD in 2000B at 2010BA NM109 if created >= 2020-01-01 & 2010BA NM109=#########@|#########@@|#########@#|@######|@@######|@@@######|@#########|@@#########|@@@######### ack A7:164:IL "This is a Medicare number of the old kind; since January 2020 the new one (MBI) has to be sent"
edit B10 in 2300 at 2000B SBR01 if 2000B SBR01=T|A..H & count(2320 SBR01=P|S|T|A..H) >= 2 info ack A8:742 proposed "Medicare takes no electronic claim with two payers before it"
edit B11 in 2300 at AMT[F5]02 if 2000B SBR01!=P & AMT[F5]02 > 0 warning "With a patient's payment on a secondary claim Medicare's money goes to the patient"
edit B12 in 2300 at CN101 if 2000B SBR01=S|T & 2320 CAS[CO]02=45 & not CN101 & not 2400 CN101 info "What the first payer's contract obliges the provider to accept is expected in CN1*09"
segment CUR in 2000A N as B14 ack A7:681 "Medicare takes no currency (CUR)"
segment BHT in ST
  06 {CH} as B15 ack A7:21 "Medicare takes claims that are to be paid: BHT06 is CH"
segment NM1 in 2010BB
  08 {PI} info as B16 ack A7:153:PR proposed "Medicare's contractors are named by PI and their number"

# ---- Providers
edit B17 in 2010AA at NM109 if NM109 & not NM109 in enrolled-billers ack A8:496:85 "The contractor does not know this billing provider for this submitter"
edit B18 in 2010AA at REF[EI|SY]02 if REF[EI|SY]02 & NM109 in billing-tax-numbers & not (NM109, REF[EI|SY]02) in billing-tax-numbers ack A8:562:85+A8:128:85 "The billing provider's NPI and tax number are no pair that the contractor knows"
edit B19 in 2310B at NM109 if NM109 & 2300 REF[P4]02!=82 & not NM109 in enrolled-rendering ack A7:562:82 "The contractor does not know this rendering provider"
edit B19-LINE in 2420A at NM109 if NM109 & 2300 REF[P4]02!=82 & not NM109 in enrolled-rendering ack A7:562:82 "The contractor does not know this rendering provider"
edit B20 in 2310C at N403 if N403!=######### & not N404 ack A7:500:77 "The ZIP code of the service facility has nine digits"
edit B22 in 2400 at SV101-2 if SV101-2=E####|K####|L####|A4###..A8###|B#### & 2300 CLM05-1=01|04|09|12|13|14|16|33|54|55|56|65 & not 2420E NM109 ack A6:562:DK proposed "Equipment and supplies name who ordered them (2420E, with NPI)"
edit B23 in 2400 at SV101-2 if SV101-2=7####|80047..89398|B####|G0202..G0206|J7500..J7599 & not SV101-3..6=26 & not 2310A NM109 & not 2420E NM109 & not 2420F NM109 ack A6:562:DN proposed "Laboratory, imaging and parenteral nutrition name who ordered or referred"
edit B24 in 2310A at NM109 if NM101=DN & NM109 & not (NM109, NM103, NM104) in ordering-providers ack A8:562:DN proposed "Who referred is not enrolled to refer, or under another name (four letters of the last and one of the first are compared)"
edit B24-LINE in 2420E at NM109 if NM109 & not (NM109, NM103, NM104) in ordering-providers ack A8:562:DK proposed "Who ordered is not enrolled to order, or under another name (four letters of the last and one of the first are compared)"
edit B25 in 2310A at NM109 if NM109 in may-not-order ack A8:562:DN proposed "Who referred is of a profession that may not refer"
edit B25-LINE in 2420E at NM109 if NM109 in may-not-order ack A8:562:DK proposed "Who ordered is of a profession that may not order"
edit B26 in 2300 at 2310B NM109 if 2010AA NM102=2 & not 2310B NM109 & some 2400 (SV101-2=99### & not 2420A NM109) info ack A6:562:82 proposed "A group bills a visit, and nobody is named who rendered it"

# ---- Claim
edit B28 in 2300 at CLM05-3 if CLM05-3=6|7|8 info ack A7:535 proposed "Part B takes no replacement or void: send a new claim or ask for a reopening"
edit B29 in 2300 at CLM02 if CLM02 > 99999.99 ack A7:178+A7:512 proposed "Medicare's systems hold 99,999.99 at most: bill the rest on another claim"
edit B29-LINE in 2400 at SV102 if SV102 > 99999.99 ack A7:583+A7:512 proposed "Medicare's systems hold 99,999.99 at most: divide the line"
edit B29-PAID in 2320 at AMT[D]02 if AMT[D]02 > 99999.99 or 2430 SVD02 > 99999.99 or CAS03 > 99999.99 ack A7:178+A7:512 proposed "Medicare's systems hold 99,999.99 at most in each amount"
edit B31 in 2300 at CN103 if CN103 > 99.99 or CN103=*.###* or CN105 > 99.99 or CN105=*.###* ack A7:697 proposed "A percentage is below 100 and has two decimals at most"
edit B33 in 2400 at SV104 if SV104 > 9999.9 or SV104=*.##* info ack A7:476+A7:697 proposed "Medicare counts up to 9,999.9 units"
edit B35 in 2300 if repeated 2400 (SV101, SV102, SV105, DTP[472]03) info ack A3:54 proposed "A line like one before it is denied as a duplicate: send units, or a modifier for a repeat"
edit B37 in 2300 at CLM07 if CLM07=C & 2400 SV101-2=80047..89398|A0425..A0436|J#### info ack A7:589 proposed "Laboratory tests, ambulance rides and drugs are billed with assignment: CLM07 is A"
edit B40 in 2300 at REF[G1]02 if size(REF[G1]02) <> 14 info ack A7:252 proposed "Medicare's own prior authorization (UTN) has fourteen characters"
edit B41 in 2300 at REF[P4]02 from 2014-01-01 if 2400 SV101-3..6=Q0|Q1 & HI[ABK|ABF]*-2=Z006 & REF[P4]02!=########|CT######## ack A6:21 proposed "A service of a clinical trial names the trial by eight digits in REF*P4"
edit B42 in 2300 at REF[LX]02 if 2400 SV101-3..6=Q0 & size(REF[LX]02) <> 7 ack A6:579 proposed "An investigational device exemption number has seven characters"

# ---- Lines
edit B45 in 2400 at SV101-3 if SV101-3 & SV101-2 in code-modifiers & not (SV101-2, SV101-3..6) in code-modifiers ack A7:507 "The code and its modifier do not go together"
edit B48 in 2400 at SV101-2 if SV101-2=E1399|K0108|A9999|A4335|A4421|A6261|B9998|B9999|K0669|K0898|K0899|L0999|L1499|L2999|L3649|L3999|L5999|L7499|L8039|L8499|L8699 & not NTE[ADD]02 & not SV101-7 ack A8:306 proposed "A code that names no item needs maker, model and price of the item (NTE*ADD)"
edit B51 in 2440 at LQ02 from 2023-01-01 if LQ02 ack A7:698 "Since January 2023 Medicare takes no certificate of medical necessity"
edit B51-PWK in 2400 at PWK[CT]02 from 2023-01-01 if PWK[CT]02 ack A7:698 proposed "Since January 2023 Medicare takes no certificate of medical necessity"
edit B52 in 2400 at SV101-3 if SV101-2=[AEKLB]#### & count(SV101-3..6=KX|GA|GY|GZ) > 1 ack A7:453 proposed "KX, GA, GY and GZ exclude each other on a supplier's line"
edit B53 in 2400 at SV101-3 from 2019-03-01 if SV101-2=[AEKL]#### & SV101-3..6=RT & SV101-3..6=LT ack A7:453 proposed "Right and left are two lines of one unit each"
edit B54 in 2400 at SV101-3 if SV101-2=[EK]#### & SV101-4..6=RR|NU|UE & SV101-3!=RR|NU|UE warning ack A7:453 proposed "RR, NU or UE is the first modifier of equipment"
edit B54-KI in 2400 at SV101-3 if SV101-3..6=KI|KJ & SV101-3..6!=RR warning ack A7:453 proposed "KI and KJ count months of a rental: RR goes with them"
edit B55 in 2400 at SV101-6 if SV101-3..6=99 & not NTE[ADD]02 warning ack A6:586 proposed "Modifier 99 says that the note has more modifiers, and there is no note"
edit B56 in 2400 at SV101-3 from 2023-10-01 if SV101-2 in single-dose-drugs & SV101-3..6!=JW|JZ ack A8:453 proposed "A drug of a single-dose container says what was discarded: JW, or JZ for nothing"
edit B58 in 2400 at SV101-3 from 2024-01-01 if 2000A PRV03=332B*|3336* & SV101-2 in single-dose-drugs & SV101-3..6!=JZ ack A8:453 proposed "A supplier that dispenses a drug of a single-dose container sends JZ"

# ---- By service
edit B59 in 2400 at SV101-3 if SV101-3..6=90 & not REF[F4]02 ack A6:630 proposed "A test sent to another laboratory (90) has that laboratory's CLIA number in REF*F4"
edit B60 in 2400 at SV101-3 if SV101-2 in waived-tests & SV101-3..6!=QW warning ack A8:453 proposed "A waived test names itself so: QW"
edit B61 in 2300 at REF[EW]02 if size(REF[EW]02) <> 6 ack A7:21 proposed "A mammography facility's number has six characters"
edit B61-LINE in 2400 at REF[EW]02 if size(REF[EW]02) <> 6 ack A7:21 proposed "A mammography facility's number has six characters"
edit B62 in 2400 at SV101-2 if SV101-2=98940..98942 & SV101-3..6!=AT|GA|GZ|GY warning ack A8:453 proposed "Without AT a spinal manipulation is taken as maintenance, which is not covered"
edit B64 in 2300 at HI01-2 if 2400 SV101-2=98940..98942 & HI[ABK]01-2!=M990* warning ack A8:254 proposed "A spinal manipulation has the subluxation (M99.0-) as its first diagnosis"
edit B65 in 2400 at SV101-3 if SV101-2=00100..01999 & SV101-2!=01996 & (SV101-3..6!=AA|AD|QK|QX|QY|QZ or count(SV101-3..6=AA|AD|QK|QX|QY|QZ) > 1) ack A8:453 proposed "An anesthesia line says who gave it: one of AA, AD, QK, QX, QY, QZ"
edit B66 in 2400 at SV101-3 if SV101-2=00100..01999 & SV101-3=QS|G8|G9|23|P1..P6 & SV101-4..6=AA|AD|QK|QX|QY|QZ ack A7:453 proposed "Who gave the anesthesia (AA, AD, QK, QX, QY, QZ) goes first, the other modifiers behind"
edit B67 in 2400 at SV101-3 from 2018-01-01 if SV101-2=92507|92508|92521..92524|92526|97012|97016|97018|97022|97024|97026|97028|97032..97036|97110..97116|97124|97139|97140|97150|97161..97168|97530|97533|97535|97537|97542|97750|97755|97760..97763|G0283 & SV101-3..6!=GN|GO|GP ack A8:453 proposed "A service that is always therapy names its plan: GN, GO or GP"
edit B67-TWO in 2400 at SV101-3 if count(SV101-3..6=GN|GO|GP) > 1 info ack A8:453 proposed "A line is of one therapy plan: GN, GO or GP"
edit B68 in 2400 at SV101-3 from 2020-01-01 if (SV101-3..6=CQ & SV101-3..6!=GP) or (SV101-3..6=CO & SV101-3..6!=GO) info ack A8:453 proposed "CQ goes with GP, CO with GO"
edit B69 in 2400 at SV101-3 if SV101-2=A0425..A0436 & SV101-3..6!=[DEGHIJNPRS][DEGHIJNPRX] ack A8:266 proposed "An ambulance ride says from where and to where in two letters; S is the first one only, X the second"
edit B70 in 2310E at N403 if N403!=#####|######### & not N404 ack A7:763 proposed "Where an ambulance ride began has a ZIP code of five or nine digits"
edit B71 in 2400 at SV101-2 if SV101-2=A0425|A0435|A0436 & not some 2400 (SV101-2=A0426..A0434 & DTP[472]03 == outer DTP[472]03) warning ack A8:266 proposed "Miles are billed with the ride of the same day"
edit B72 in 2400 at SV104 from 2011-01-01 if SV101-2=A0425|A0435|A0436 & SV104=*.##* info ack A7:476+A7:697 proposed "Ambulance miles are counted in tenths"
edit B73 in 2400 at SV101-2 if SV101-2=11055..11057|11719|G0127 & SV101-3..6!=Q7|Q8|Q9 warning ack A8:453 proposed "Foot care names the class of findings: Q7, Q8 or Q9"
edit B73-ONE in 2400 at SV104 if SV101-2=11055..11057|11719|G0127 & SV104 > 1 warning ack A8:476 proposed "Foot care is one unit, however many nails or lesions"
edit B74 in 2300 at DTP[304]03 if 2400 SV101-2=11055..11057|11719..11721|G0127 & HI[ABK|ABF]*-2 in foot-care-diagnoses & not DTP[304]03 & not 2400 DTP[304]03 ack A6:757 proposed "Foot care for a systemic disease gives the day the patient was last seen for it (DTP*304)"
edit B74-AGO in 2300 at DTP[304]03 if 2400 SV101-2=11055..11057|11719..11721|G0127 & HI[ABK|ABF]*-2 in foot-care-diagnoses & days(DTP[304]03, day) > 184 ack A8:757 proposed "The patient was last seen for the disease more than six months before the foot care"
edit B75 in 2400 at SV101-3 if SV101-3..6=GV & SV101-3..6=GW info ack A7:453 proposed "GV and GW exclude each other: of the terminal illness, or not"
edit B76 in 2400 at SV105 from 2022-01-01 if SV101-3..6=95|93|GT|FQ & ((SV105 & SV105!=02|10) or (not SV105 & 2300 CLM05-1!=02|10)) info ack A8:249 proposed "The modifier says that patient and practitioner were apart, and the place is another than 02 or 10"
edit B76-LIST in 2400 at SV101-2 from 2022-01-01 if (SV105=02|10 or (not SV105 & 2300 CLM05-1=02|10)) & not SV101-2 in telehealth-services info ack A8:249 proposed "The service is on no list of those that may be given from afar"
edit B77 in 2400 at SV101-3 if SV101-3..6=55 & not 2300 DTP[090|091]03 info ack A6:388 proposed "Care after surgery (55) says since when it was taken over (DTP*090)"
edit B77-TWO in 2400 at SV101-3 if SV101-3..6=54 & SV101-3..6=55 info ack A7:453 proposed "Surgery alone (54) and care after it (55) are two lines"
edit B78 in 2400 at SV101-2 if SV101-2=J0881|J0885 & not MEA[TR]03 info ack A6:731 proposed "Drugs for anemia come with hemoglobin or hematocrit (MEA*TR)"
edit B79 in 2300 at REF[1J]02 if 2400 SV101-2=G0181|G0182 & not REF[1J]02 info ack A6:714 proposed "Oversight of a care plan names the agency or hospice (REF*1J)"
edit B82 in 2400 at SV101-2 if SV101-2=[EK]#### & 2300 CLM05-1!=01|04|09|12|13|14|16|31|32|33|34|54|55|56|65 & SV105!=01|04|09|12|13|14|16|31|32|33|34|54|55|56|65 info ack A8:249 proposed "Equipment is paid where the patient lives"
