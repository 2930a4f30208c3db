/// The words of a recovery card: 256 simple things in each language, one for a byte. None is the beginning of another.
/// Written for vaultd; a released list never changes, since cards are in people's drawers.
extension CardWords {
    static let french = list(
        """
        abeille abricot agneau aigle ami ampoule ananas ancre animal arbre argent armoire avion avocat bague
        balai banane banc barbe barque beurre bijou biscuit blanc boire bois bol bonbon bougie boulanger bouquet
        bouteille bras brique brosse bus cabane cadeau cahier camion canard canne carotte casque ceinture cerise
        chaise chanson chapeau charbon chat chemise cheval chien chocolat ciseaux citron clef cloche coeur
        coffre colline concert corde costume coude couronne couteau crayon crocodile cuisine danse dauphin
        demain dessin deux diamant dimanche doigt dormir drapeau droite écureuil église éléphant enfant épine
        escalier étoile famille fatigue fauteuil fenêtre ferme ficelle figue fille fleur flûte forêt four frère
        froid fromage fruit garage gare gâteau genou glace gomme gorille goutte grand grenouille gris gros hache
        haricot herbe hérisson hibou histoire hiver homme île image insecte jardin jaune jeudi jouet jumelle
        jupe kangourou kiwi laine lait lampe langue larme légume lettre levier lion livre loup lumière lune main
        maison manteau marteau matin melon menton métro miel midi miroir mouton moto mur neige nez noir noix
        nuage nuit océan oeuf oiseau olive orange ordinateur ours page pain panier parapluie patate pêche peigne
        photo piano pied pigeon piscine plage planche plume poire poisson pomme porte poule prairie prune quatre
        queue radio raisin rat renard requin rivière robe rocher roi rose rouge route ruban sable salade samedi
        sapin savon sel serpent singe ski soir soleil soupe stylo sucre table tambour tasse taureau téléphone
        tente thé tigre tiroir tomate tour train trésor tulipe vache vague valise vase vent verre veste viande
        violon voile voisin voiture wagon yaourt zèbre
        """)

    static let english = list(
        """
        apple apron arm arrow autumn baby back bag baker ball bank barn basket beach bean bear bee bell belt
        bike bird biscuit blue boat body book boot bottle box branch bread bridge broom brother bucket bus
        butter cake camel candle car castle cat chalk cheese cherry child church circle clock cloud coat coffee
        coin comb corn cotton cousin crab cream crown curtain dance daughter diamond dinner doctor dog dolphin
        door dress drum duck eagle egg elbow elephant eye face family father feather fence finger fire fish
        floor flour flower forest fork fox frog fruit garden gate ghost giraffe glass glove goat goose grandma
        grape green guitar hair hand hat head hill honey horse hotel house ice iron island jacket jar juice
        jungle key king kitchen knee knife ladder lamb lamp leaf leg letter library light lizard lunch magnet
        map market meat milk mirror monday monkey moon morning motor mountain mouse mud mushroom music neck
        needle nest north nose number nut oak ocean oil olive onion oven owl page palm panda paper peach pear
        pen phone photo piano pig pillow pilot pizza plate pocket potato purple puzzle rabbit radio rain rice
        ring river robot rock roof room rose ruler sack salt sand school sea seed shadow shelf ship shirt shop
        silver sister sky smile snake soap sock soup spoon square star stone storm street summer sunday sweater
        table tail taxi tent thumb ticket tomato tooth tower toy train tree tulip turtle umbrella valley vase
        village voice wagon wall whale wheat wheel window winter wolf wool yellow zebra
        """)

    static let arabic = list(
        """
        أب أخ أرض أرز أسد أصفر أحمر أسود أم أستاذ أنف أذن باب بحر بيت بصل بطة بطاطا بقرة برتقال بلد بستان بوق
        برد بالون بركان بلح بلبل بومة تفاح تمر تين تاج تلميذ تراب ثوم ثور ثوب ثلاثة جبل جزر جسر جبن جزيرة جريدة
        جيب جدة جوز جار جواد حجر حصان حمار حوت حديقة حقيبة حبل حلم حلوى حمامة حزام حساء حائط خروف خاتم خيمة خشب
        خريطة خيار خضار خريف خمسة دب دجاجة درج دفتر دقيق دم دواء ديك دخان دجلة ذئب ذيل ذراع ذبابة رأس رجل رز
        رمان رمل ريشة ربيع رقم راية ركبة زهرة زرافة زجاج زبدة زعتر زوج سماء سيارة سرير سكر ساعة سوق سن سلحفاة
        سفينة سحابة ستارة سروال سور سبت شمس شاي شارع شباك شفة شمعة شتاء شوربة شاطئ شهر شال صابون صخرة صديق صقر
        صوف صورة صياد صوت صحن صفر ضفدع ضوء ضيف ضباب طائر طاولة طريق طفل طماطم طين طبل طاووس ظرف ظل ظفر عسل عصفور
        عين عم عشب عجلة عقد علم عود عصير عيد غابة غيمة غراب غرفة غداء غسالة فيل فراشة فنجان فلفل فأر فرن فرس
        فاكهة فجر فول فانوس قلم قمر قطة قميص قطار قدم قهوة قارب قبعة قطن قمح قوس قرية قصر قلعة قنفذ كتاب كلب كرة
        كأس كيس كوب كمثرى كهف كوكب كتف كمان لبن ليمون ليل لسان لون لعبة لؤلؤ ماء مدرسة مطر ملعقة مفتاح مرآة موز
        مكتب مقص مصباح ملك منديل مشط منزل ميزان مدينة مركب مئذنة مسمار نار نحلة نهر نملة نافذة نمر نور نوم نعناع
        نعجة نظارة هاتف هلال هدهد هواء هرة وردة ورق وجه وسادة وادي يد يوم
        """)

    private static func list(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }
}
