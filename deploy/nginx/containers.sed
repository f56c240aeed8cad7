# Containers are found by name. A new container has a new address, and nginx resolves a name again only
# if the address is a variable. 127.0.0.11 is the resolver of a container network.
/upstream clinic_public {/,/^    }/c\
    resolver 127.0.0.11 valid=5s ipv6=off;\
    map "" $public_side { default public:8000; }\
    map "" $staff_side { default staff:8000; }
/upstream clinic_staff {/,/^    }/d
s#http://clinic_public#http://$public_side#
s#http://clinic_staff#http://$staff_side#
