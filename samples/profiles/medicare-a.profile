# What Medicare looks for in institutional claims before it pays: at the front end (277CA) and in the institutional system,
# which returns a claim to the provider (the five digits in some messages are its reason code).
#
#   twinclaim validate --edits medicare claims.837         every claim is held to it
#   twinclaim validate claims.837                          claims that name Medicare as their payer (SBR09) are
#
# Each line has the reference of an edit (A1, A3 ...) and what a 277CA says: category, status and whom it is about. `proposed`
# means that no page of CMS or a contractor was seen with these codes; they follow from the meaning of the status list.
# Errors have a page that says so; `info` marks what is known by hearsay alone. Sources: CMS and its contractors' pages
# (CGS, First Coast, Noridian, NGS, Novitas, Palmetto), MLN Matters, Pub. 100-04, IOCE specifications.

profile MEDICAREA on 005010X223A2 "Medicare fee for service, Part A"
claims 2000B SBR09=MA|MB

# ---- Levels and member, as in Part B
loop 2000C N as B1 ack A7:156 proposed "In Medicare the subscriber is the patient: no patient level"
segment SBR in 2000B
  02 R as B2 ack A7:156 proposed "In Medicare the subscriber is the patient: SBR02 is 18"
edit B4 in 2000B at 2010BA NM109 if created >= 2020-01-01 & 2010BA NM109!=[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]#[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]#[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y]##|*-*|#########@|#########@@|#########@#|@######|@@######|@@@######|@#########|@@#########|@@@######### ack A7:164:IL "A Medicare number (MBI) has eleven characters: a digit, letters and digits in their order, none of S L O I B Z"
edit B5 in 2000B at 2010BA NM109 if 2010BA NM109=*-* ack A7:164:IL "A Medicare number (MBI) is sent without hyphens"
edit B4-OLD in 2000B at 2010BA NM109 if created >= 2020-01-01 & 2010BA NM109=#########@|#########@@|#########@#|@######|@@######|@@@######|@#########|@@#########|@@@######### ack A7:164:IL "This is a Medicare number of the old kind; since January 2020 the new one (MBI) has to be sent"
edit B10 in 2300 at 2000B SBR01 if 2000B SBR01=T|A..H & count(2320 SBR01=P|S|T|A..H) >= 2 ack A8:742 proposed "Medicare takes no electronic claim with two payers before it"
segment CUR in 2000A N as B14 ack A7:681 "Medicare takes no currency (CUR)"
segment BHT in ST
  06 {CH} as B15 ack A7:21 "Medicare takes claims that are to be paid: BHT06 is CH"
edit B20 in 2310E at N403 if N403!=######### & not N404 ack A7:500:77 "The ZIP code of the service facility has nine digits"

# ---- Type of bill, frequency, status, reasons for a change
edit A1 in 2300 at CL103 if CL103=40|41|42 & CLM05-1!=81|82 ack A7:234 proposed "Death in hospice care (40, 41, 42) is a status of hospice bills alone (reason 12101)"
edit A3 in 2300 at CL103 if CLM05-1=11|18|21|41 & CLM05-3=1|4 & CL103=30 ack A8:234+A8:535 proposed "The bill says that the stay ended and that the patient is still there"
edit A4 in 2300 at CL103 if CLM05-1=11|18|21|41 & CLM05-3=2|3 & CL103!=30 ack A8:234+A8:535 proposed "An interim bill that is not the last one has a patient who is still there (30)"
edit A5 in 2300 at CL103 from 2012-10-01 if CL103=20|40|41|42 & HI[BH]*-2!=55 ack A8:234+A8:719 proposed "The patient died: occurrence code 55 gives the day"
edit A6 in 2300 at HI[BH:55]*-2 from 2012-10-01 if HI[BH]*-2=55 & CL103!=20|40|41|42 info ack A8:719 proposed "Occurrence code 55, the day of death, and a patient who did not die"
edit A6-DAY in 2300 at HI[BH:55]*-4 from 2012-10-01 if HI[BH:55]*-4 > to(DTP[434]03) or HI[BH:55]*-4 < from(DTP[434]03) info ack A8:720 proposed "The day of death lies outside of the statement period"
edit A7 in 2300 at CL103 if CLM05-1=11 & CLM05-3=1|4 & from(DTP[435]03) == to(DTP[434]03) & CL103=02|03|05|50|51|61|62|63|65|66|70 & HI[BG]*-2!=40 ack A8:460 proposed "A transfer on the day of admission has condition code 40 and no covered day"
edit A8 in 2300 at CLM05-3 if CLM05-3=7 & count(HI[BG]*-2=D0..D4|D7..D9|E0) <> 1 ack A8:460+A8:535 proposed "A replacement says why in one condition code of D0 to D4, D7 to D9, E0 (reason 30949)"
edit A9 in 2300 at CLM05-3 if CLM05-3=8 & count(HI[BG]*-2=D5|D6) <> 1 ack A8:460+A8:535 proposed "A void says why in one condition code, D5 or D6 (reason 30949)"
edit A10 in 2300 at HI[BG:D0..D9|E0]*-2 if CLM05-3=1..5|9 & HI[BG]*-2=D0..D9|E0 ack A7:460+A7:535 proposed "A condition code says why the claim was changed, and the frequency that it is no change"
edit A11 in 2300 at HI[BG:D3|D4]*-2 if CLM05-1!=11|18|21|28|41 & HI[BG]*-2=D3|D4 ack A8:460 proposed "D3 and D4 change what a stay was grouped by; this bill is no stay"
edit A12 in 2300 at HI[BG:D9]*-2 if HI[BG]*-2=D9 & not NTE[ADD]02 ack A6:704 proposed "Condition code D9 needs remarks that say what was changed (NTE*ADD, reason 37541)"
edit A13 in 2300 at REF[F8]02 if CLM05-3=7|8 & (size(REF[F8]02) < 14 or size(REF[F8]02) > 23) info ack A7:464 proposed "Medicare's document control number has 14 to 23 characters"
edit A15 in 2300 at CL102 from 2010-07-01 if CL102=7|B|C ack A7:229 proposed "This point of origin was taken off the list in July 2010"
edit A18 in 2300 at CLM05-3 if CLM05-3=0 & (HI[BG]*-2!=20|21 or sum(2400 SV203) > sum(2400 SV207)) info ack A8:460 proposed "A bill that nothing is paid on (frequency 0) has condition code 20 or 21 and no covered charge"
edit A19 in 2300 at DTP[435]03 if CLM05-1=11 & CLM05-3=1|2 & from(DTP[435]03) < from(DTP[434]03) info ack A8:189 proposed "The first bill of a stay begins no later than the admission"
edit A20 in 2300 at HI[BG:68]*-2 if HI[BG]*-2=67 & HI[BG]*-2=68 info ack A7:460 proposed "Lifetime reserve days are used (68) or not (67), not both"

# ---- Days
edit A21 in 2300 at HI[BE:80|81]*-5 if CLM05-1=11|18|21|28|41 & CL103!=30 & days(from(DTP[434]03), to(DTP[434]03)) > 0 & HI[BE:81]*-5 & sum(HI[BE:80|81]*-5) <> days(from(DTP[434]03), to(DTP[434]03)) ack A8:456+A8:457 proposed "Covered and non-covered days together are not the days of the period (reason 12206)"
edit A21-STILL in 2300 at HI[BE:80|81]*-5 if CLM05-1=18|21|28|41 & CL103=30 & HI[BE:80|81]*-5 & sum(HI[BE:80|81]*-5) <> days(from(DTP[434]03), to(DTP[434]03)) + 1 ack A8:456+A8:457 proposed "Covered and non-covered days together are not the days of the period, the last one with them (reason 12206)"
edit A21-OTHER in 2300 at HI[BE:80]*-5 if CLM05-1=18|21|28|41 & CL103!=30 & days(from(DTP[434]03), to(DTP[434]03)) > 0 & HI[BE:80]*-5 & not HI[BE:81]*-5 & HI[BE:80]*-5 <> days(from(DTP[434]03), to(DTP[434]03)) ack A8:456+A8:457 proposed "Covered days are not the days of the period (reason 12206)"
edit A22 in 2300 at CLM05-1 if CLM05-1=11|18|21|28|41 & CLM05-3=1..4 & not HI[BE:80|81]*-5 ack A6:725 proposed "A stay says its covered days (value code 80) or its non-covered days (81; reason 12206)"
edit A23 in 2300 at HI[BE:80]*-5 if CLM05-1=11|18|21|41 & HI[BE:80]*-5 & HI[BI]*-2!=70|74 & not HI[BE:81]*-5 & sum(2400 SV2[010#|011#|012#|013#|014#|015#|016#|017#|020#|021#]05) <> HI[BE:80]*-5 ack A8:456 proposed "The room lines have other days than the covered days"
edit A24 in 2300 at HI[BE:80]*-5 if HI[BE:80]*-5 & HI[BE:80]*-5 == 0 & sum(2400 SV203) > sum(2400 SV207) ack A8:456 proposed "No day is covered, and charges are (reason 31090)"
edit A25 in 2300 at HI[BI:74]*-4 if 2400 SV2[018#]05 & HI[BI:74]*-4 & sum(2400 SV2[018#]05) <> days(from(HI[BI:74]*-4), to(HI[BI:74]*-4)) + 1 ack A8:721 proposed "Leave days (018x) are not those of span code 74"
edit A26 in 2300 at HI[BE:82]*-5 if (CLM05-1=11 & HI[BE:82]*-5 > 30) or (CLM05-1=18|21 & HI[BE:82]*-5 > 80) ack A7:458 proposed "More coinsurance days than there are: 30 of a hospital stay, 80 of a nursing stay"
edit A26-RESERVE in 2300 at HI[BE:83]*-5 if HI[BE:83]*-5 > 60 info ack A7:459 proposed "There are 60 lifetime reserve days"
edit A27 in 2300 at HI[BE:82|83]*-2 if (HI[BE]*-2=82 & HI[BE]*-2!=09|11) or (HI[BE]*-2=83 & HI[BE]*-2!=08|10) info ack A8:725 proposed "Coinsurance or reserve days without their amount (09, 11; 08, 10)"
edit A28 in 2300 at CLM05-1 if CLM05-1=18|21 & 2400 SV2[0022]05 & sum(2400 SV2[0022]05) <> sum(2400 SV2[010#|011#|012#|013#|014#|015#|016#|017#|020#|021#]05) ack A8:476 proposed "The rate lines (0022) have other days than the rooms"
edit A29 in 2300 at HI[BE:80..83]*-5 if size(HI[BE:80..83]*-5) > 4 ack A7:512 proposed "A count of days has four characters at most"

# ---- Medicare second
edit A30 in 2300 at HI[BE:12..16|41..43|47]*-2 if 2000B SBR01=P & HI[BE]*-2=12..16|41..43|47 ack A8:725 proposed "Medicare is the first payer, and a value code says that another one was (reason 1461A)"
edit A31 in 2300 at HI01 if 2000B SBR01=S & HI[BE]*-2!=12..16|41..43|47 ack A8:725 proposed "Medicare is the second payer: a value code (12 to 16, 41 to 43, 47) says why, and what the first one paid"
edit A32 in 2300 at HI[BE:12..16|41..43|47]*-2 if count(HI[BE]*-2=12..16|41..43|47) > 1 ack A7:725 proposed "One payer before Medicare is taken electronically, so one of the value codes 12 to 16, 41 to 43, 47"
edit A33 in 2300 at HI[BE:12..16|41..43|47]*-5 if HI[BE:12..16|41..43|47]*-5=0|0.00 & (HI[BH]*-2!=24 or not NTE[ADD]02) ack A6:719 proposed "A conditional payment (amount 0) gives the day of the refusal, occurrence code 24, and remarks"
edit A34 in 2300 at HI[BE:13..15|47]*-2 if (HI[BE]*-2=13 & HI[BH]*-2!=33) or (HI[BE]*-2=14 & HI[BH]*-2!=01|02) or (HI[BE]*-2=15 & HI[BH]*-2!=04) or (HI[BE]*-2=47 & HI[BH]*-2!=01..03) ack A8:719 proposed "The reason why another payer was first has its day: 13 with occurrence 33, 14 with 01 or 02, 15 with 04, 47 with 01 to 03"
edit A35 in 2300 at HI[BE:44]*-5 if HI[BE:44]*-5 & 2320 CAS[CO]03 & HI[BE:44]*-5 <> CLM02 - sum(2320 CAS[CO]03) - sum(2320 CAS[CO]06) - sum(2320 CAS[CO]09) ack A8:726 proposed "What the provider had to accept (value code 44) is the charge less the contractual adjustments (reason 33981)"
edit A36 in 2300 at HI[BG:02|06|77]*-2 if (HI[BG]*-2=02 & HI[BE]*-2!=15) or (HI[BG]*-2=06 & HI[BE]*-2!=13) or (HI[BG]*-2=77 & HI[BE]*-2=44) info ack A8:460 proposed "The condition code and the value code tell two stories about the first payer"
edit A37 in 2300 at HI[BE:12..16|41..43|47]*-5 if count(2320 AMT[D]02) == 1 & HI[BE:12..16|41..43|47]*-5 <> 2320 AMT[D]02 info ack A8:726 proposed "What the first payer paid is told in two amounts, the value code and AMT*D"

# ---- By facility
edit A40 in 2300 at CLM05-1 if CLM05-1=18|21 & 2400 SV201=0022 & HI[BI]*-2!=70 & HI[BG]*-2!=57|58|DR warning ack A6:721 proposed "A nursing stay follows three days in a hospital: span code 70"
edit A41 in 2300 at DTP[434]03 if CLM05-1=21 & CLM05-3=1|2 & from(DTP[434]03) <> from(DTP[435]03) ack A8:188 proposed "The first bill of a nursing stay begins on the day of admission"
edit A42 in 2300 at CLM05-1 from 2011-01-01 if CLM05-1=11 & 2400 SV201=0024 & HI[BH]*-2!=50 ack A6:719 proposed "A rehabilitation stay (0024) gives the day its assessment was sent: occurrence code 50"
edit A43 in 2400 at SV202-2 if SV201=0024 & (SV202-2!=[A-D]#### or SV202-2=A5001|A51##) ack A7:513 proposed "The rate of a rehabilitation stay has a letter A to D and four digits"
edit A43-CHARGE in 2400 at SV203 if SV201=0024 & SV203 > 0 ack A7:513 proposed "The rate line of a rehabilitation stay (0024) has no charge"
edit A43-ONE in 2300 at CLM05-1 if count 2400 (SV201=0024) > 1 info ack A7:513 proposed "A rehabilitation stay has one rate line (0024)"
edit A46 in 2300 at DTP[434]03 from 2022-01-01 if CLM05-1=32 & CLM05-3=A|D & (from(DTP[434]03) <> to(DTP[434]03) or from(DTP[434]03) <> from(DTP[435]03)) ack A8:435 proposed "A notice of admission has one day as From, Through and admission"
edit A46-STATUS in 2300 at CL103 from 2022-01-01 if CLM05-1=32 & CLM05-3=A|D & (CL103!=30 or CL102!=1) ack A8:435 proposed "A notice of admission has status 30 and point of origin 1"
edit A46-RATE in 2300 at CLM05-1 from 2022-01-01 if CLM05-1=32 & CLM05-3=A|D & 2400 SV2[0023]02-2!=1AA11 ack A8:435 proposed "A notice of admission in an 837I has the line 0023 with 1AA11"
edit A47 in 2300 at DTP[435]03 from 2022-01-01 if CLM05-1=32 & CLM05-3=A & days(from(DTP[435]03), created) > 5 warning ack A8:435 proposed "The notice comes more than five days after admission: the payment is cut by a thirtieth a day"
edit A48 in 2300 at DTP[434]03 from 2020-01-01 if CLM05-1=32 & CLM05-3=9|7 & days(from(DTP[434]03), to(DTP[434]03)) > 29 info ack A7:188 proposed "A home health period has 30 days"
edit A49 in 2300 at HI[BH:61|62]*-4 from 2020-01-01 if CLM05-1=32 & (days(HI[BH:61|62]*-4, from(DTP[434]03)) > 14 or days(HI[BH:61|62]*-4, from(DTP[434]03)) < 0) warning ack A7:720 proposed "A stay before home health ended within 14 days before From"
edit A50 in 2400 at SV201 if CLM05-1=32 & SV201=0277 ack A7:455 proposed "Home oxygen (0277) is not billed on a home health claim"
edit A50-VISITS in 2300 at CLM05-1 from 2020-01-01 if CLM05-1=32 & CLM05-3=9 & 2400 SV201!=042#|043#|044#|055#|056#|057# & HI[BG]*-2!=54 ack A7:455 proposed "A home health period without a visit has condition code 54"
edit A52 in 2300 at DTP[434]03 if CLM05-1=81|82 & CLM05-3=1..4|7 & monthend(from(DTP[434]03)) <> monthend(to(DTP[434]03)) ack A7:188 proposed "A hospice bill is of one month (reason 31287)"
edit A52-STILL in 2300 at DTP[434]03 if CLM05-1=81|82 & CLM05-3=1..4|7 & CL103=30 & to(DTP[434]03) <> monthend(to(DTP[434]03)) ack A7:188 proposed "A hospice patient is still there: the bill ends with the month (reason 31287)"
edit A53 in 2400 at SV201 if 2300 CLM05-1=81|82 & SV201=0651|0655|0656 & count 2400 (SV201 == outer SV201 & SV202-2 == outer SV202-2) > 1 warning ack A8:507 proposed "The days of one level of care at one place stand on one line"
edit A54 in 2300 at 2310E NM109 from 2014-04-01 if CLM05-1=81|82 & 2400 SV202-2=Q5003..Q5008 & not 2310E NM109 ack A6:562:77 proposed "Hospice care in a facility (Q5003 to Q5008) names the facility with its NPI"
edit A55 in 2300 at HI[BH:42]*-2 if CLM05-1=81|82 & HI[BH]*-2=42 & CL103=20|30|40|41|42 warning ack A8:719 proposed "The election was revoked (occurrence 42), and the patient died or is still there"
edit A56 in 2300 at CLM05-3 if CLM05-1=81|82 & CLM05-3=A & HI[BH]*-2!=27 ack A8:435 proposed "A notice of election gives the day of the certification: occurrence code 27"
edit A57 in 2300 at CLM05-1 if CLM05-1=72 & count(HI[BG]*-2=71..74|76) <> 1 ack A6:460 proposed "A dialysis bill says how and where in one condition code of 71 to 74, 76"
edit A57-SIZE in 2300 at CLM05-1 if CLM05-1=72 & (HI[BE]*-2!=A8 or HI[BE]*-2!=A9) ack A6:725 proposed "A dialysis bill has the patient's weight and height: value codes A8 and A9"
edit A58 in 2300 at CLM05-1 if CLM05-1=72 & count 2400 (SV202-2=90999) > 14 ack A7:476 proposed "A month has at most 14 dialysis sessions"
edit A58-DRUG in 2300 at CLM05-1 if CLM05-1=72 & (count 2400 (SV202-2=J0882) > 5 or count 2400 (SV202-2=Q4081) > 14) ack A7:476 proposed "A month has at most five doses of J0882 and fourteen of Q4081"
edit A59 in 2300 at HI[BG:80]*-2 if CLM05-1=72 & HI[BG]*-2=80 & HI[BG]*-2!=74 ack A8:460 proposed "Condition code 80 is for home dialysis: 74 goes with it"
edit A59-MONTH in 2300 at DTP[434]03 if CLM05-1=72 & monthend(from(DTP[434]03)) <> monthend(to(DTP[434]03)) ack A8:188 proposed "A dialysis bill is of one month"
edit A60 in 2300 at CLM05-1 from 2016-10-01 if CLM05-1=71 & CLM05-3=1|7 & not some 2400 (SV201=052#|0900 & SV202-3..6=CG) ack A8:453 proposed "A rural health clinic marks the line that is paid for the visit with CG"
edit A60-DAY in 2400 at SV202-3 from 2016-10-01 if CLM05-1=71 & SV202-3..6=CG & count 2400 (SV202-3..6=CG & SV201=052# & DTP[472]03 == outer DTP[472]03) > 1 ack A8:453 proposed "A day has one visit marked with CG"
edit A61 in 2400 at SV201 from 2016-04-01 if CLM05-1=71|77 & SV201!=0001 & not SV202-2 ack A6:507 proposed "Each line of a clinic has a HCPCS code"
edit A62 in 2300 at CLM05-1 from 2014-10-01 if CLM05-1=77 & CLM05-3=1|7 & 2400 SV202-2!=G0466..G0470 ack A8:455+A8:507 proposed "A health center bills its visit by G0466 to G0470"
edit A62-REVENUE in 2400 at SV201 from 2014-10-01 if CLM05-1=77 & ((SV202-2=G0466..G0468 & SV201!=052#|0519) or (SV202-2=G0469|G0470 & SV201!=0900|0519)) ack A8:455+A8:507 proposed "G0466 to G0468 go with 052x, G0469 and G0470 with 0900"
edit A63 in 2400 at SV202-2 from 2014-10-01 if CLM05-1=77 & SV202-2=G0467|G0470 & SV202-3..6!=59 & count 2400 (SV202-2 == outer SV202-2 & DTP[472]03 == outer DTP[472]03 & SV202-3..6!=59) > 1 ack A8:453 proposed "A second visit of one day has modifier 59"
edit A64 in 2400 at SV202-2 if 2300 CLM05-1=13|85 & SV201 in revenue-with-procedure & not SV202-2 info ack A6:507 proposed "This revenue code needs a procedure code on an outpatient bill (IOCE edit 48)"
edit A65 in 2400 at SV202-2 if SV202-2 in procedure-revenue & not (SV202-2, SV201) in procedure-revenue ack A8:455+A8:507 proposed "The procedure is not billed under this revenue code (reason 32402)"
edit A66 in 2400 at SV202-3 from 2011-04-01 if SV202-2=[AG9]#### & ((SV201=042# & SV202-3..6!=GP) or (SV201=043# & SV202-3..6!=GO) or (SV201=044# & SV202-3..6!=GN)) & CLM05-1!=11|18|21|32|41 ack A8:453 proposed "Therapy names its plan: GP under 042x, GO under 043x, GN under 044x"
edit A66-TWO in 2400 at SV202-3 if count(SV202-3..6=GN|GO|GP) > 1 ack A8:453 proposed "A line is of one therapy plan: GN, GO or GP"
edit A67 in 2300 at CLM05-1 if CLM05-1=12|13|22|23|34|74|75 & 2400 SV201=043# & HI[BH]*-2!=17 warning ack A8:719 proposed "Occupational therapy (043x) has the day its plan began: occurrence code 17 (reason 31256)"
edit A68 in 2300 at HI[BE:50..53]*-2 if (HI[BE]*-2=50 & HI[BH]*-2!=35) or (HI[BE]*-2=51 & HI[BH]*-2!=44) or (HI[BE]*-2=52 & HI[BH]*-2!=45) or (HI[BE]*-2=53 & HI[BH]*-2!=46) warning ack A8:725 proposed "Visits since therapy began (50 to 53) have the day it began: occurrence 35, 44, 45, 46 (reason 31346)"
edit A69 in 2300 at HI[BE:A0]*-5 if 2400 SV201=054# & HI[BE]*-2=A0 & (HI[BE:A0]*-5!=##### or HI[BE:A0]*-5=00000|99999) ack A6:763 proposed "Value code A0 is the ZIP code where the ride began: five digits"
edit A70 in 2400 at SV202-3 if SV201=054# & SV202-2=A04## & (SV202-3..6!=[DEGHIJNPRS][DEGHIJNPRX] or SV202-3..6!=QM|QN) ack A8:453 proposed "A hospital's ambulance line has two letters for origin and destination, and QM or QN"
edit A72 in 2300 at HI[ABK|ABF]*-9 if HI[ABK|ABF]*-9=1 ack A6:688 proposed "An exempt diagnosis has no indicator; 1 is of the version before (reason 34931)"
edit A73 in 2300 at 2310A NM109 if 2310A NM109 == 2010AA NM109 ack A8:562:71 proposed "The attending provider is a person, not the facility that bills (reason 17712)"
loop 2400 450 as A75 "Medicare takes 450 lines a claim"
edit A76 in 2300 at HI[BG:30]*-2 from 2014-01-01 if HI[BG]*-2=30 & (HI[ABK|ABF]*-2!=Z006 or REF[P4]02!=########|CT########) ack A8:460 proposed "A clinical trial (30) has Z00.6 and the eight digits of the trial in REF*P4"
edit A76-CODE in 2300 at HI[ABK|ABF:Z006]*-2 from 2014-01-01 if 2400 SV202-3..6=Q0|Q1 & HI[ABK|ABF]*-2=Z006 & HI[BG]*-2!=30 ack A8:460 proposed "A clinical trial has condition code 30"
edit A78 in 2300 at HI[BG:W2]*-2 from 2013-10-01 if CLM05-1=12 & HI[BG]*-2=W2 & REF[G1]02!=A/B* info ack A8:460 proposed "A denied stay billed anew has A/B REBILLING as its authorization"
edit A79 in 2300 at HI[BG:92]*-2 if HI[BG]*-2=92 & (HI[BG]*-2=41 or day < 2024-01-01) info ack A7:460 proposed "Intensive outpatient care (92, since 2024) and partial hospitalization (41) exclude each other"
edit A80 in 2400 at SV201 if CLM05-1=85 & SV201=096#|097#|098# & not SV202-2 info ack A6:507 proposed "A professional line of a critical access hospital has a HCPCS code"
edit A82 in 2300 at CLM05-1 if 2400 SV202-2=G0379 & 2400 SV202-2!=G0378 info ack A8:476 proposed "A direct admission to observation (G0379) is billed beside its hours (G0378)"
edit A84 in 2300 at 2310D NM109 if 2310D NM109 == 2310A NM109 or 2310F NM109 == 2310A NM109 info ack A7:562 proposed "A rendering or referring provider is named only if it is another than the attending one"
